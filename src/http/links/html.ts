import type { Locale } from '../../i18n/index.ts';
import { sentence } from '../../i18n/index.ts';

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const STYLE = `body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
dt{font-weight:600}dd{margin:0 0 .5rem}fieldset{border:1px solid #767676;border-radius:.25rem}
textarea{width:100%;box-sizing:border-box;font:inherit}button{font:inherit;padding:.5rem 1.5rem}
a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible{outline:.15rem solid #0b57d0;outline-offset:.15rem}
[role=alert]{border-left:.25rem solid #a40000;padding-left:1rem}`;

/** A page for people without an account: no script, nothing from elsewhere, both languages. */
export function pageOf(locale: Locale, { title, html }: { title: string; html: string }): string {
  const other: Locale = locale === 'en' ? 'zh-CN' : 'en';
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<nav aria-label="${escaped(sentence(locale, 'links', 'language'))}"><a href="?lang=${other}" hreflang="${other}" lang="${other}">${other === 'en' ? 'English' : '中文'}</a></nav>
<main>
<h1>${escaped(title)}</h1>
${html}
</main>
</body>
</html>
`;
}
