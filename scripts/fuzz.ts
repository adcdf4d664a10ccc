// Sends a server of its own random requests, valid and hostile, and tells of every answer that no request may have.
import { parseArgs } from 'node:util';
import { type CampaignReport, runCampaign } from './fuzz/campaign.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    concurrency: { type: 'string', default: '16' },
    'max-rss-mb': { type: 'string', default: '600' },
  },
});
const [requests, seed, concurrency] = [values.requests, values.seed, values.concurrency].map(Number) as [
  number,
  number,
  number,
];

const begin = performance.now();
const report = await runCampaign({
  requests,
  seed,
  concurrency,
  maxRss: Number(values['max-rss-mb']) * 2 ** 20,
  onProgress(sent) {
    const rate = Math.round(sent / ((performance.now() - begin) / 1000));
    process.stderr.write(`${sent} of ${requests} requests, ${rate}/s\n`);
  },
});
for (const fault of report.faults) console.error(`FAULT ${fault}`);
if (report.faults.length > 0) {
  console.error(`again: npm run fuzz -- --seed ${seed} --requests ${requests} --concurrency ${concurrency}`);
  process.exitCode = 1;
}
console.log(summarise(report));

function summarise({ requests, seconds, statuses, peakRss, faults }: CampaignReport): string {
  const counts = [...statuses]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([status, count]) => `${status}×${count}`);
  const rate = Math.round(requests / seconds);
  const memory = `${Math.round(peakRss / 2 ** 20)} MB`;
  return `seed ${seed}: ${requests} requests in ${seconds.toFixed(1)} s (${rate}/s), ${faults.length} faults, peak ${memory}; ${counts.join(' ')}`;
}
