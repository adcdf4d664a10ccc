// The elements of App Bridge, which its types declare for no JSX that React knows.
import type { SAppNavAttributes, UISaveBarAttributes } from '@shopify/app-bridge-types';
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

type OfApp<Attributes> = DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> & Attributes;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      's-app-nav': OfApp<SAppNavAttributes>;
      'ui-save-bar': OfApp<UISaveBarAttributes>;
    }
  }
}
