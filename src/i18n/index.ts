import i18next from 'i18next';
import enCli from './en/cli.json' with { type: 'json' };
import enExports from './en/exports.json' with { type: 'json' };
import enImports from './en/imports.json' with { type: 'json' };
import enIntegrity from './en/integrity.json' with { type: 'json' };
import enLabels from './en/labels.json' with { type: 'json' };
import enLinks from './en/links.json' with { type: 'json' };
import enMail from './en/mail.json' with { type: 'json' };
import enPacks from './en/packs.json' with { type: 'json' };
import enPolicies from './en/policies.json' with { type: 'json' };
import enProblems from './en/problems.json' with { type: 'json' };
import enScim from './en/scim.json' with { type: 'json' };
import enTimeline from './en/timeline.json' with { type: 'json' };
import zhCli from './zh-CN/cli.json' with { type: 'json' };
import zhExports from './zh-CN/exports.json' with { type: 'json' };
import zhImports from './zh-CN/imports.json' with { type: 'json' };
import zhIntegrity from './zh-CN/integrity.json' with { type: 'json' };
import zhLabels from './zh-CN/labels.json' with { type: 'json' };
import zhLinks from './zh-CN/links.json' with { type: 'json' };
import zhMail from './zh-CN/mail.json' with { type: 'json' };
import zhPacks from './zh-CN/packs.json' with { type: 'json' };
import zhPolicies from './zh-CN/policies.json' with { type: 'json' };
import zhProblems from './zh-CN/problems.json' with { type: 'json' };
import zhScim from './zh-CN/scim.json' with { type: 'json' };
import zhTimeline from './zh-CN/timeline.json' with { type: 'json' };
import { plurals } from './plural.ts';

export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export const RESOURCES = {
  en: {
    cli: enCli,
    exports: enExports,
    imports: enImports,
    integrity: enIntegrity,
    labels: enLabels,
    links: enLinks,
    mail: enMail,
    packs: enPacks,
    policies: enPolicies,
    problems: enProblems,
    scim: enScim,
    timeline: enTimeline,
  },
  'zh-CN': {
    cli: zhCli,
    exports: zhExports,
    imports: zhImports,
    integrity: zhIntegrity,
    labels: zhLabels,
    links: zhLinks,
    mail: zhMail,
    packs: zhPacks,
    policies: zhPolicies,
    problems: zhProblems,
    scim: zhScim,
    timeline: zhTimeline,
  },
} as const;
export type Namespace = keyof (typeof RESOURCES)['en'];

const i18n = i18next.createInstance().use(plurals);
await i18n.init({
  resources: RESOURCES,
  lng: 'en',
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false, formatSeparator: '|' },
});

/** The sentence for a code in the reader's language; a code without a sentence comes back as itself. */
export function sentence(
  locale: string,
  ns: Namespace,
  code: string,
  params: Record<string, string | number> = {},
): string {
  return i18n.t(code, { ...params, ns, lng: localeOf(locale) });
}

/** The forms of dates and times in a language: in English day before month and 24 hours, as in the console. */
export const formsOf = (locale: string): string => (locale === 'en' ? 'en-GB' : locale);

/** An instant as the reader's day and hour. @param style how long the date is */
export function inZone(
  instant: Date,
  { locale, timeZone }: { locale: string; timeZone: string },
  style: 'full' | 'medium' = 'medium',
): string {
  return new Intl.DateTimeFormat(formsOf(locale), { dateStyle: style, timeStyle: 'short', timeZone }).format(instant);
}

/** zh in any spelling is zh-CN, everything else English. */
export function localeOf(wanted: string | undefined): Locale {
  return wanted?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}
