// The views of a screen: which one its address names, and a row of buttons to change it.
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';

/** The view that `?view=` names, else the first; showing another keeps the connection, and nothing else. */
export function useView<View extends string>(views: readonly [View, ...View[]]) {
  const [parameters, setParameters] = useSearchParams();
  const view = views.find((one) => one === parameters.get('view')) ?? views[0];
  const show = (name: View) =>
    setParameters((before) => {
      const kept = before.get('connection');
      return { ...(kept !== null && { connection: kept }), view: name };
    });
  return [view, show] as const;
}

interface ViewsProps<View extends string> {
  readonly label: string;
  readonly views: readonly View[];
  readonly current: View;
  readonly say: (view: View) => string;
  readonly onShow: (view: View) => void;
}

export function Views<View extends string>({ label, views, current, say, onShow }: ViewsProps<View>) {
  const row = useRef<HTMLElement>(null);
  // Where the row is wider than the screen, the view that is shown is in sight.
  useEffect(() => {
    row.current
      ?.querySelector(`[data-view='${current}']`)
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <nav className="views" aria-label={label} ref={row}>
      {views.map((name) => (
        <button
          key={name}
          type="button"
          data-view={name}
          aria-current={name === current ? 'page' : undefined}
          onClick={() => onShow(name)}
        >
          {say(name)}
        </button>
      ))}
    </nav>
  );
}
