import type { Block } from './document.ts';

/** Blocks as plain text for a mail: lines that need no fixed width, because Chinese letters have none that all programs agree on. */
export function renderText(blocks: readonly Block[]): string {
  return blocks.map(textOf).join('\n\n');
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `== ${block.text} ==`;
    case 'text':
      return block.text;
    case 'facts':
      return block.rows.map(({ name, value }) => `${name}: ${value}`).join('\n');
    case 'table':
      return block.rows.map((row) => `- ${rowOf(row, block.columns)}`).join('\n');
    case 'links':
      return block.items.map(({ text, href }) => `- ${text}\n  ${href}`).join('\n');
    default:
      return block.items.map((item) => `- ${item}`).join('\n');
  }
}

/** What the row is about, then each column's name with its value. */
function rowOf([first = '', ...rest]: string[], [, ...columns]: { title: string }[]): string {
  const values = rest.map((cell, i) => `${columns[i]?.title ?? ''} ${cell}`);
  return `${first}: ${values.join(', ')}`;
}
