// Starts the screens, in the language of whoever looks at them.
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startI18n } from './i18n/i18n.ts';
import { tellElementEvents } from './shell/element-events.ts';
import { standIn } from './shell/stand-in.ts';
import './app.css';

const isStoodIn = await standIn();
const locale = shopify.config.locale ?? navigator.language;
await startI18n(locale);
tellElementEvents();
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App isStoodIn={isStoodIn} />);
