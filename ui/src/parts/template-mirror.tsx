// What lies beneath the text area of a template: the same text, with expressions shown and faulty lines marked.
import type { Ref } from 'react';
import type { Notice } from '../notices/notice.ts';

export interface TemplateFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly notice: Notice;
}

interface MirrorProps {
  readonly ref: Ref<HTMLPreElement>;
  readonly text: string;
  readonly faults: readonly TemplateFault[];
}

/** It gives the text area its height. */
export function Mirror({ ref, text, faults }: MirrorProps) {
  return (
    <pre ref={ref} aria-hidden="true">
      {linesOf(text).map((parts, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its number
          key={index}
          className={faults.some(({ line }) => line === index + 1) ? 'line bad' : 'line'}
        >
          {parts.map(({ written, isExpression }, at) =>
            isExpression ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <b key={at}>{written}</b>
            ) : (
              written
            ),
          )}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

interface Part {
  readonly written: string;
  readonly isExpression: boolean;
}

function linesOf(text: string): Part[][] {
  const lines: Part[][] = [[]];
  for (const part of text.split(/(\{\{.*?\}\}|\{%.*?%\})/s)) {
    const isExpression = /^\{[{%]/.test(part) && /[%}]\}$/.test(part);
    for (const [index, written] of part.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (written !== '') lines.at(-1)?.push({ written, isExpression });
    }
  }
  return lines;
}

/** Below the letter at this place of the text, within the box. */
export function placeOf(mirror: HTMLPreElement | null, at: number): { left: number; top: number } {
  const box = mirror?.getBoundingClientRect();
  if (mirror === null || box === undefined) return { left: 0, top: 0 };
  const texts = document.createTreeWalker(mirror, NodeFilter.SHOW_TEXT);
  let left = at;
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) {
      const range = document.createRange();
      range.setStart(node, left);
      const place = range.getBoundingClientRect();
      // A narrow box must hold the list.
      const furthest = Math.max(0, box.width - 240);
      return { left: Math.min(place.left - box.left, furthest), top: place.bottom - box.top + 4 };
    }
    left -= length;
  }
  return { left: 0, top: box.height + 4 };
}
