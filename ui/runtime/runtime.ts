// The local runtime: what Shopify's admin and its components give to the screens, where they are not to be had.
import './theme.css';
import { startBridge } from './bridge/bridge.ts';
import './elements/layout.ts';
import './elements/text.ts';
import './elements/icon.ts';
import './elements/button.ts';
import './elements/structure.ts';
import './elements/fields.ts';
import './elements/choices.ts';
import './elements/table.ts';
import './elements/overlays.ts';
import './elements/lists.ts';
import './bridge/app-nav.ts';
import './bridge/save-bar.ts';

// Only the elements may be missing.
if (!('shopify' in window)) startBridge();
