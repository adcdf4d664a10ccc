// The simulated store for the convergence: its clock runs faster than real time.
import { startShopifySimulator } from '../../src/simulators/shopify/index.ts';
import { readSettings, serveParent } from '../parent.ts';
import { SHOP } from '../population.ts';

const { accessToken, plan, speed, bulkRowsPerSecond } = readSettings<{
  accessToken: string;
  plan: 'standard';
  speed: number;
  bulkRowsPerSecond: number;
}>();
const { url } = await startShopifySimulator({ accessToken, plan, speed, bulkRowsPerSecond, shop: SHOP });
serveParent({ url });
