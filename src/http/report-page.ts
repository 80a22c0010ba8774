import type { Response } from 'express';
import { type Locale, sentence } from '../i18n/index.ts';

/** The closing report as a page that can be printed: the same figures as the JSON, nested as lists of definitions. */
export function sendReportPage(res: Response, report: Record<string, unknown>, locale: Locale): void {
  const title = `${typeof report.label === 'string' ? report.label : ''} ${sentence(locale, 'labels', 'report.title')}`;
  res
    .type('html')
    .set('Cache-Control', 'no-store')
    .send(
      `<!doctype html><html lang="${locale}"><meta charset="utf-8"><title>${escape(title)}</title><h1>${escape(title)}</h1>${shown(report, locale)}</html>`,
    );
}

function shown(value: unknown, locale: Locale): string {
  if (Array.isArray(value)) return `<ul>${value.map((one: unknown) => `<li>${shown(one, locale)}</li>`).join('')}</ul>`;
  if (typeof value === 'object' && value !== null)
    return `<dl>${Object.entries(value)
      .map(
        ([name, inner]) =>
          `<dt>${escape(sentence(locale, 'labels', `report.${name}`))}</dt><dd>${shown(inner, locale)}</dd>`,
      )
      .join('')}</dl>`;
  if (value === null || value === undefined) return '–';
  return escape(typeof value === 'string' ? value : JSON.stringify(value));
}

const escape = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
