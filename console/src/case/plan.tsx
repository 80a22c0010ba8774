import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Item, api } from '../api.ts';
import { choiceOf } from '../choice.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { Field, Words } from '../ui/field.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Badge, Empty, Note, type Tone } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';
import { useCase } from './context.ts';
import { ReceiverFilter } from './receiver-filter.tsx';

const STATES = [
  'planned',
  'moved',
  'skipped',
  'failed',
  'late',
  'restored',
  'returned',
  'reassigned',
  'pooled',
] as const;
const TONES: Partial<Record<Item['state'], Tone>> = { moved: 'good', late: 'good', failed: 'bad', skipped: 'warn' };

interface Filter {
  type: Item['type'] | '';
  state: Item['state'] | '';
  receiver: string;
}

/** Who gets what and why; before the transfer a customer can be given to somebody else. */
export function PlanTab() {
  const { handover, may } = useCase();
  const { t, labelOf, number } = useText();
  const [filter, setFilter] = useState<Filter>({ type: '', state: '', receiver: '' });
  const [changing, setChanging] = useState<Item | null>(null);
  const plan = useQuery({ queryKey: ['case', handover.id, 'plan'], queryFn: () => api.plan(handover.id) });
  const pages = useInfiniteQuery({
    // By what the case says of its items, and not with all else of the case: hundreds of pages are not read again because somebody signed.
    queryKey: ['items', handover.id, filter, handover.planHash, handover.counts],
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    queryFn: ({ pageParam }) => api.items(handover.id, { ...filter, limit: 200, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const mayChange = may('changePlan') && handover.receivers.length > 1;
  const types = [...new Set(handover.counts.map(({ type }) => type))];
  const unfiltered = Object.values(filter).every((value) => value === '');
  const columns: Column<Item>[] = [
    {
      key: 'what',
      head: t('items.what'),
      width: 5,
      cell: (item) => (
        <>
          {item.customer === null ? (
            t(`type.${item.type}`)
          ) : (
            <Link
              to={item.type === 'customer' ? `../materials/${item.customer.id}` : `/customers/${item.customer.id}`}
              relative="path"
            >
              <bdi>{item.customer.name ?? t('items.hidden')}</bdi>
            </Link>
          )}
        </>
      ),
    },
    { key: 'type', head: t('items.type'), width: 2, minor: true, cell: (item) => t(`type.${item.type}`) },
    {
      key: 'receiver',
      head: t('items.receiver'),
      width: 3,
      cell: (item) => (
        <>
          <PersonName person={item.receiver} />
          {mayChange && item.type === 'customer' ? (
            <button
              type="button"
              className="linkish small"
              aria-label={t('items.changeOf', { name: item.customer?.name ?? '' })}
              onClick={() => setChanging(item)}
            >
              {t('items.change')}
            </button>
          ) : null}
        </>
      ),
    },
    {
      key: 'why',
      head: t('items.why'),
      width: 5,
      minor: true,
      // What became of it before why it was planned so.
      cell: (item) => <span className="quiet">{[item.sentence, item.whySentence].filter(Boolean).join(' · ')}</span>,
    },
    {
      key: 'tier',
      head: t('items.tier'),
      width: 2,
      minor: true,
      cell: (item) => (item.tier === null ? '' : t(`tier.${item.tier}`)),
    },
    {
      key: 'state',
      head: t('items.state'),
      width: 2,
      cell: (item) => <Badge tone={TONES[item.state] ?? 'neutral'}>{labelOf('item', item.state)}</Badge>,
    },
  ];
  return (
    <section className="stack" aria-label={t('tab.plan')}>
      {plan.data ? (
        <>
          {plan.data.warnings.length === 0 ? null : (
            <Note tone="warn" title={t('plan.warnings')}>
              <ul>
                {plan.data.warnings.map((warning) => (
                  <li key={warning.sentence}>{warning.sentence}</li>
                ))}
              </ul>
            </Note>
          )}
          <div className="tiles">
            {plan.data.receivers.map(({ person, customers, items }) => (
              <div key={person.id} className="tile">
                <PersonName person={person} />
                <strong>{number(customers)}</strong>
                <span className="quiet small">{t('plan.share', { items: number(items) })}</span>
              </div>
            ))}
            {plan.data.notInPlan > 0 ? (
              <div className="tile">
                <span>{t('plan.notInPlan')}</span>
                <strong>{number(plan.data.notInPlan)}</strong>
                <span className="quiet small">{t('plan.notInPlanText')}</span>
              </div>
            ) : null}
          </div>
        </>
      ) : null}
      <form className="filters" aria-label={t('filter')} onSubmit={(event) => event.preventDefault()}>
        <label>
          {t('items.type')}
          <select
            value={filter.type}
            onChange={(event) => setFilter({ ...filter, type: choiceOf(types, event.target.value) })}
          >
            <option value="">{t('filter.all')}</option>
            {types.map((type) => (
              <option key={type} value={type}>
                {t(`type.${type}`)}
              </option>
            ))}
          </select>
        </label>
        <ReceiverFilter
          handover={handover}
          value={filter.receiver}
          onChange={(receiver) => setFilter({ ...filter, receiver })}
        />
        <label>
          {t('items.state')}
          <select
            value={filter.state}
            onChange={(event) => setFilter({ ...filter, state: choiceOf(STATES, event.target.value) })}
          >
            <option value="">{t('filter.all')}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {labelOf('item', state)}
              </option>
            ))}
          </select>
        </label>
      </form>
      <LongTable
        label={t('items.label')}
        columns={columns}
        pages={pages}
        total={unfiltered && handover.itemCount > 0 ? handover.itemCount : undefined}
        empty={
          <Empty title={unfiltered ? t('items.notYet') : t('items.none')}>
            <p>{unfiltered ? t('items.notYetText') : t('items.noneText')}</p>
          </Empty>
        }
      />
      {handover.planHash === null ? null : (
        <p className="quiet small">
          {t('plan.hash')} <code className="hash">{handover.planHash}</code>
        </p>
      )}
      {changing === null ? null : <ChangeReceiver item={changing} onClose={() => setChanging(null)} />}
    </section>
  );
}

/** Gives a customer to another of the receivers: the plan is made anew, and asked to be approved again. */
function ChangeReceiver({ item, onClose }: { item: Item; onClose: () => void }) {
  const me = useMe();
  const { handover } = useCase();
  const { t } = useText();
  const others = handover.receivers.filter(({ id }) => id !== item.receiver.id);
  const [receiver, setReceiver] = useState(others[0]?.id ?? '');
  const [reason, setReason, forget] = useDraft(me.person.id, `change:${handover.id}`, '');
  const change = useAct(
    () => api.changePlan(handover.id, { overrides: [{ customerId: item.customer?.id ?? item.id, receiver }], reason }),
    [['case', handover.id]],
    () => {
      forget();
      onClose();
    },
  );
  return (
    <DialogForm
      title={t('items.changeOf', { name: item.customer?.name ?? '' })}
      act={change}
      onClose={onClose}
      onSend={() => change.mutate(undefined)}
      send={t('items.change')}
    >
      <p>{t('items.changeText')}</p>
      <Field label={t('items.receiver')}>
        {(wired) => (
          <select {...wired} value={receiver} onChange={(event) => setReceiver(event.target.value)}>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Words label={t('reason')} required rows={3} value={reason} onChange={(words) => setReason(words)} />
    </DialogForm>
  );
}
