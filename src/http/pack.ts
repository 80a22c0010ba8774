import type { MaterialsDetails } from '../contract/materials-schemas.ts';
import { Refusal } from '../contract/failures.ts';
import { trendOf } from '../contract/materials.ts';
import type { Tx } from '../db/connect.ts';
import { incompletePacks, readMaterials, readPackDetails } from '../db/reads/materials.ts';
import { policyOfCase } from '../db/reads/policies.ts';
import { listRisks } from '../db/reads/risks.ts';
import { classify } from '../domain/communication-class.ts';
import { type Locale, sentence } from '../i18n/index.ts';

interface OfCustomer {
  handoverId: string;
  customerId: string;
}
const MOST_RISKS = 50;
/** A score above all: the list is asked for no blocking ones. */
const NO_MARK = 26;

/**
 * One customer's pack as the API gives it: the counts that are signed, the questions with their answers, and of the newest version the
 * data behind it as it is now.
 */
export async function readPack(tx: Tx, of: OfCustomer, version: number | undefined, locale: Locale) {
  const found = await readMaterials(tx, of.handoverId, of.customerId, version);
  if (!found) return undefined;
  const { asked, ...pack } = found;
  return {
    ...pack,
    questions: asked.map((one) => ({ ...one, sentence: sentence(locale, 'packs', `asked.${one.code}`) })),
    details: version === undefined ? await detailsOf(tx, of, locale) : null,
  };
}

async function detailsOf(
  tx: Tx,
  { handoverId, customerId }: OfCustomer,
  locale: Locale,
): Promise<MaterialsDetails | null> {
  const read = await readPackDetails(tx, handoverId, customerId);
  if (!read) return null;
  const { purchases } = read;
  const risks = await listRisks(tx, handoverId, NO_MARK, { customer: customerId, limit: MOST_RISKS });
  return {
    ...read,
    purchases: { ...purchases, trend: trendOf(Number(purchases.lastYear), Number(purchases.yearBefore)) },
    communications: read.communications.map((one) => ({ ...one, ...classify(one) })),
    risks: risks.items.map((risk) => ({
      id: risk.id,
      kind: risk.kind,
      sentence: risk.title ?? sentence(locale, 'labels', `risk.${risk.kind}`),
      score: risk.likelihood * risk.effect,
      state: risk.state,
      mitigation: risk.mitigation ?? (risk.found ? sentence(locale, 'labels', `mitigation.${risk.kind}`) : null),
    })),
  };
}

/**
 * Holds the packs against the policy's rule before the giver confirms them.
 * @throws Refusal materialsIncomplete with what is missing, most frequent first
 */
export async function mustBeComplete(tx: Tx, handoverId: string, locale: Locale): Promise<void> {
  const { materials: rule } = await policyOfCase(tx, handoverId);
  if (!rule) return;
  const { customers, open } = await incompletePacks(tx, handoverId, rule);
  if (customers === 0) return;
  const missing = open
    .map(({ code, count }) =>
      sentence(locale, 'packs', 'gap.count', { gap: sentence(locale, 'packs', `gap.${code}`), count }),
    )
    .join(locale === 'en' ? ', ' : '、');
  const { minCompleteness } = rule;
  throw new Refusal('materialsIncomplete', { customers, minCompleteness, missing });
}
