import { readFileSync } from 'node:fs';
import { Liquid } from 'liquidjs';
import type { PrintedDocument } from './document.ts';

// Everything is escaped unless a template says otherwise, and ours never does.
const liquid = new Liquid({ outputEscape: 'escape', strictFilters: true });
const template = liquid.parse(readFileSync(new URL('document.liquid', import.meta.url), 'utf8'));

/** A document as a page of its own that can be printed: no script, and no link but those that it is made of. */
export async function renderHtml(document: PrintedDocument): Promise<string> {
  return (await liquid.render(template, document)) as string;
}
