// Compiles and renders one template: Liquid without files, with limits, and with a record of whose text is whose.
import { CaptureTag, type Context, Liquid, type Template as LiquidTemplate, type Token } from 'liquidjs';
import { say } from '../../notices/notices.ts';
import { FILTERS, REMOVED_FILTERS, textFrom } from './filters.ts';

/** Characters of a template; of what it may make; and milliseconds that it may take. */
const PARSE_LIMIT = 2_000;
const MEMORY_LIMIT = 200_000;
const RENDER_LIMIT_MS = 250;

/** Tags that neither read files nor write a value past `mark`. */
const TAGS = ['assign', 'capture', 'case', 'comment', 'for', 'if', 'unless', 'break', 'continue', 'raw', '#'];

/** Around what an expression wrote: noncharacters of Unicode, which no text of a provider or merchant may hold. */
const [BEGIN, END] = ['\u{fdd0}', '\u{fdd1}'];
const MARKS = /[\u{fdd0}\u{fdd1}]/gu;

export interface Template {
  readonly text: string;
  readonly nodes: readonly LiquidTemplate[];
}

/** Why a template cannot be read or carried out, and where: lines and columns begin at 1. */
export interface TemplateFault {
  readonly line: number;
  readonly column: number;
  readonly cause: string;
}

/** What a template made of a scope. */
export interface Rendered {
  readonly text: string;
  /** It has expressions, and none of them gave anything. */
  readonly isBlank: boolean;
  /** The first of it is the template's own text, not an expression's. */
  readonly beginsLiterally: boolean;
}

/** What is captured is compared and filtered as plain text, and marked as a whole where it is written. */
class PlainCapture extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    yield* super.render(context);
    const scope = context.bottom() as Record<string, unknown>;
    scope[this.variable] = textFrom(scope[this.variable]).replace(MARKS, '');
  }
}

const engine = createEngine();

function createEngine(): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    outputEscape: mark,
    parseLimit: PARSE_LIMIT,
    memoryLimit: MEMORY_LIMIT,
    renderLimit: RENDER_LIMIT_MS,
    timezoneOffset: 0,
    locale: 'en-US',
    // Nothing is looked up anywhere.
    templates: {},
  });
  for (const name of Object.keys(liquid.tags)) if (!TAGS.includes(name)) delete liquid.tags[name];
  for (const name of REMOVED_FILTERS) liquid.unregisterFilter(name);
  for (const [name, filter] of Object.entries(FILTERS)) liquid.registerFilter(name, filter);
  liquid.registerTag('capture', PlainCapture);
  return liquid;
}

/** The filters and tags that a template may name. */
export function engineNames(): { readonly filters: readonly string[]; readonly tags: readonly string[] } {
  return { filters: Object.keys(engine.filters).sort(), tags: TAGS.filter((name) => name !== '#') };
}

/** Every expression's value passes here on its way into the text. */
function mark(value: unknown): string {
  return BEGIN + textFrom(value).replace(MARKS, '') + END;
}

export function compileTemplate(text: string): Template | TemplateFault {
  if (text.length > PARSE_LIMIT) {
    return { line: 1, column: 1, cause: say('template_too_long', { limit: PARSE_LIMIT }) };
  }
  try {
    return { text, nodes: engine.parse(text.replace(MARKS, '')) };
  } catch (error) {
    return toFault(error);
  }
}

export function isFault(result: object): result is TemplateFault {
  return 'cause' in result;
}

/** @param scope plain data: only its own properties are seen */
export function renderTemplate({ nodes }: Template, scope: object): Rendered | TemplateFault {
  try {
    // A copy, because `assign` and `capture` write into it.
    const marked: string = engine.renderSync([...nodes], { ...scope });
    const text = marked.replace(MARKS, '');
    const hasExpressions = marked.includes(BEGIN);
    const isBlank = hasExpressions && !/\u{fdd0}[^\u{fdd1}]*[^\s\u{fdd1}]/u.test(marked);
    const first = marked.replace(/\u{fdd0}\s*\u{fdd1}/gu, '').trimStart();
    return { text, isBlank, beginsLiterally: first !== '' && !first.startsWith(BEGIN) };
  } catch (error) {
    return toFault(error);
  }
}

/** The text that stands before a template's first expression or tag; undefined if it begins with one. */
export function literalPrefix({ text }: Template): string | undefined {
  const at = /\{[{%]/.exec(text)?.index ?? text.length;
  return text.slice(0, at).trimStart() || undefined;
}

/** Whether a template has text of its own anywhere. */
export function hasLiteral({ text }: Template): boolean {
  return text.replace(/\{\{.*?\}\}|\{%.*?%\}/gs, '').trim() !== '';
}

function toFault(error: unknown): TemplateFault {
  const { token, message, originalError } = error as {
    token?: Token;
    message: string;
    originalError?: Error;
  };
  const [line, column] = token?.getPosition?.() ?? [1, 1];
  const cause = (originalError?.message ?? message).replace(/, (file|line):.*$/s, '');
  return { line: line ?? 1, column: column ?? 1, cause: explain(cause) };
}

/** The library's own messages in a sentence that says what to do. */
function explain(cause: string): string {
  const filter = /^undefined filter: (.+)$/.exec(cause)?.[1];
  if (filter !== undefined) return say('no_such_filter', { name: filter });
  const tag = /^tag "(.+)" not found$/.exec(cause)?.[1];
  if (tag !== undefined) return say('no_such_tag', { name: tag });
  if (/limit exceeded$/.test(cause)) return say('template_too_costly');
  const sentence = cause.charAt(0).toUpperCase() + cause.slice(1);
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
