// Asks the registry for known weaknesses of what is installed beside Rollcall in production; says so where it is not told.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { required: { type: 'boolean', default: false } } });
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const answer = parse(stdout);

if (answer?.metadata === undefined) {
  const reason = answer?.message ?? answer?.error?.summary ?? 'no answer';
  console.log(`NOT AUDITED: the registry in use did not say what it knows (${reason}).`);
  process.exitCode = values.required ? 1 : 0;
} else {
  const { total, ...severities } = answer.metadata.vulnerabilities;
  console.log(
    total === 0
      ? 'Audited: no weakness is known.'
      : `Audited: ${JSON.stringify(severities)}. See "npm audit --omit=dev".`,
  );
  process.exitCode = total === 0 ? 0 : 1;
}

interface Answer {
  readonly message?: string;
  readonly error?: { readonly summary?: string };
  readonly metadata?: { readonly vulnerabilities: { readonly total: number } & Record<string, number> };
}

function parse(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}
