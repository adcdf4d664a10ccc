// Counts of consecutive days as small bars, with what each says for who cannot see them.
interface SparklineProps {
  /** Beneath, and for who cannot see it. */
  readonly label: string;
  /** The first day and the last. */
  readonly from: string;
  readonly to: string;
  readonly bars: readonly { readonly name: string; readonly value: number; readonly bad?: number }[];
}

const HEIGHT = 36;

export function Sparkline({ label, from, to, bars }: SparklineProps) {
  const most = Math.max(1, ...bars.map(({ value, bad = 0 }) => value + bad));
  const scale = (value: number) => (value === 0 ? 0 : Math.max(2, (value / most) * HEIGHT));
  return (
    <figure className="days">
      <div className="sparkline" aria-label={label} role="img">
        {bars.map(({ name, value, bad = 0 }) => (
          <span key={name} title={`${name}: ${value + bad}`}>
            <i className="bad" style={{ blockSize: scale(bad) }} />
            <i style={{ blockSize: scale(value) }} />
          </span>
        ))}
      </div>
      <figcaption aria-hidden="true">
        <span>{from}</span>
        <span>{label}</span>
        <span>{to}</span>
      </figcaption>
    </figure>
  );
}
