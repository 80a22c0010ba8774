import { type PolicyChange, compareLists } from '../../../src/domain/policy-diff.ts';
import { useText } from '../text.tsx';
import { Badge } from '../ui/notes.tsx';
import { Members, Rule, type Writing } from './rules.tsx';
import { type Value, isRules, shapeAt } from './shape.ts';
import { useValueWords } from './use-value-words.ts';

const TONES = { added: 'good', removed: 'bad', changed: 'info' } as const;

/** One difference of two versions: which rule, and what became of it, in the words in which it is edited. */
export function Change({
  change: { path, kind, before, after },
  ...reading
}: Omit<Writing, 'change'> & { change: PolicyChange }) {
  const { t } = useText();
  const { nameOf } = reading;
  const places = path
    .slice(1)
    .split('/')
    .map((place) => place.replaceAll('~1', '/').replaceAll('~0', '~'));
  const what = places.map((place) =>
    /^\d+$/.test(place) ? t('rules.place', { number: Number(place) + 1 }) : nameOf(place),
  );
  const [old, young] = [before as Value | null, after as Value | null];
  return (
    <li className="change">
      <p className="marks">
        <Badge tone={TONES[kind]}>{t(`policies.${kind}`)}</Badge>
        <span className="strong sentence-case">{what.join(' · ')}</span>
      </p>
      {old === null || young === null ? (
        <Whole places={places} value={young ?? old ?? ''} {...reading} />
      ) : Array.isArray(old) && Array.isArray(young) ? (
        <OfList before={old} after={young} nameOf={nameOf} />
      ) : (
        <Became before={old} after={young} nameOf={nameOf} />
      )}
    </li>
  );
}

/** What is there only before, or only after. */
function Whole({ places, value, ...reading }: Omit<Writing, 'change'> & { places: string[]; value: Value }) {
  const words = useValueWords(reading.nameOf);
  const shape = shapeAt(places, { $ref: 'PolicyBody' }, reading.shapes);
  if (isRules(value))
    return (
      <div className="rules">
        <Members shape={shape} value={value} {...reading} />
      </div>
    );
  if (Array.isArray(value) && value.some(isRules))
    return <Rule name={places.at(-1) ?? ''} shape={shape} value={value} {...reading} />;
  return <p>{words(value)}</p>;
}

function Became({ before, after, nameOf }: { before: Value; after: Value; nameOf: Writing['nameOf'] }) {
  const { t } = useText();
  const words = useValueWords(nameOf);
  return <p>{t('policies.becomes', { before: words(before), after: words(after) })}</p>;
}

/** Which values came and went; their order is a rule too. */
function OfList({ before, after, nameOf }: { before: Value[]; after: Value[]; nameOf: Writing['nameOf'] }) {
  const { t } = useText();
  const words = useValueWords(nameOf);
  const { added, removed, isReordered } = compareLists(before, after);
  return (
    <ul>
      {added.length > 0 ? <li>{t('policies.listAdded', { values: words(added) })}</li> : null}
      {removed.length > 0 ? <li>{t('policies.listRemoved', { values: words(removed) })}</li> : null}
      {isReordered ? <li>{t('policies.listOrder', { values: words(after) })}</li> : null}
    </ul>
  );
}
