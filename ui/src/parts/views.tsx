// The views of a screen: a row of buttons, and the view that its address names.
import { type ReactNode, useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';

interface ViewsProps<View extends string> {
  readonly label: string;
  readonly views: readonly [View, ...View[]];
  readonly say: (view: View) => string;
  /** What is below the buttons. */
  readonly children: (view: View) => ReactNode;
}

/**
 * The view that `?view=` names, else the first, below the buttons of all. Showing another keeps the connection and
 * nothing else, and asks first where something is not saved.
 */
export function Views<View extends string>({ label, views, say, children }: ViewsProps<View>) {
  const [parameters, setParameters] = useSearchParams();
  const current = views.find((one) => one === parameters.get('view')) ?? views[0];
  const show = async (view: View) => {
    await shopify.saveBar.leaveConfirmation();
    setParameters((before) => {
      const kept = before.get('connection');
      return { ...(kept !== null && { connection: kept }), view };
    });
  };
  const row = useRef<HTMLElement>(null);
  // Where the row is wider than the screen, the view that is shown is in sight.
  useEffect(() => {
    const nav = row.current;
    if (nav === null) return;
    const one = nav.querySelector(`[data-view='${current}']`);
    const observer = new ResizeObserver(() => one?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
    observer.observe(nav);
    return () => observer.disconnect();
  }, [current]);
  return (
    <>
      <nav className="views" aria-label={label} ref={row}>
        {views.map((name) => (
          <button
            key={name}
            type="button"
            data-view={name}
            aria-current={name === current ? 'page' : undefined}
            onClick={() => void show(name)}
          >
            {say(name)}
          </button>
        ))}
      </nav>
      {children(current)}
    </>
  );
}
