import type { PlanWarning } from '../contract/planning.ts';
import { type Locale, sentence } from './index.ts';

export interface Why {
  code: string;
  params: Record<string, string | number>;
}

/** A warning with its sentence for the reader. */
export function toldWarning(locale: Locale, { code, params }: PlanWarning) {
  return { code, params, sentence: sentence(locale, 'labels', `warning.${code}`, params) };
}

/** Why a receiver was chosen, with its sentence for the reader: what decided, then what else there is to say. */
export function toldWhy(locale: Locale, { code, params }: Why) {
  const told = (key: string, more: Why['params'] = {}) =>
    sentence(locale, 'labels', `why.${key}`, { ...params, ...more });
  const criteria = (list: string | number | undefined) =>
    String(list ?? '')
      .split(',')
      .filter((one) => one !== '')
      .map((one) => sentence(locale, 'labels', `criterion.${one}`))
      .join(told('and'));
  const parts = [
    told(code),
    ...(params.met === undefined ? [] : [told('met', { met: criteria(params.met) })]),
    ...(params.missed === undefined ? [] : [told('missed', { missed: criteria(params.missed) })]),
    ...(params.full === undefined ? [] : [told('full')]),
    ...(params.group === undefined ? [] : [told('group', { others: Number(params.group) - 1 })]),
    ...(params.rule === undefined ? [] : [told('rule')]),
  ];
  return { why: code, whyParams: params, whySentence: parts.join(told('semicolon')) };
}
