// An e-mail address, or a name like one, that breaks before its at sign, else before its dots, rather than amid a word.
import { Fragment } from 'react';

export function Address({ of }: { readonly of: string }) {
  const at = of.lastIndexOf('@');
  if (at < 1) return of;
  const [host, ...rest] = of.slice(at).split(/(?=\.)/);
  return (
    <>
      {of.slice(0, at)}
      <span className="domain">
        {host}
        {rest.map((label, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a label is nothing but its place
          <Fragment key={place}>
            <wbr />
            {label}
          </Fragment>
        ))}
      </span>
    </>
  );
}
