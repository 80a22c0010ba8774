import type { ReactNode } from 'react';
import type { Materials } from '../api.ts';
import { type Key, isolated, useText } from '../text.tsx';
import { Badge } from '../ui/notes.tsx';

type Details = NonNullable<Materials['details']>;

/** What the data says of a customer, set by set; a set without anything is left out. */
export function PackDetails({ details }: { details: Details }) {
  const { t, day, date, money, labelOf } = useText();
  const d = details;
  const latest = d.purchases.latest[0]?.currency ?? 'CNY';
  return (
    <div className="pack">
      <Set name="pack.contacts" rows={d.contacts} of={({ id }) => id}>
        {(one) => (
          <>
            <span className="strong">
              <bdi>{one.name}</bdi> {one.isKey ? <Badge tone="info">{t('pack.key')}</Badge> : null}
            </span>
            <span className="quiet">
              {[one.title, one.phone, one.email, one.wechat]
                .flatMap((part) => (part ? [isolated(part)] : []))
                .join(' · ')}
            </span>
          </>
        )}
      </Set>
      <Set name="pack.preferences" rows={d.preferences}>
        {(one) => (
          <>
            <Badge tone={one.kind === 'taboo' ? 'bad' : 'neutral'}>{t(`pack.kind.${one.kind}`)}</Badge>{' '}
            <bdi>{one.body}</bdi>
          </>
        )}
      </Set>
      <Set name="pack.tasks" rows={d.tasks}>
        {(one) => (
          <>
            <span>
              <bdi>{one.title}</bdi> {one.isPromise ? <Badge tone="warn">{t('pack.promise')}</Badge> : null}
            </span>
            <span className="quiet">
              {[one.dueOn === null ? '' : day(one.dueOn), isolated(one.assignee?.name ?? '')]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </>
        )}
      </Set>
      <Set name="pack.opportunities" rows={d.opportunities}>
        {(one) => (
          <>
            <bdi>{one.title}</bdi>
            <span className="quiet">
              {one.amount === null ? one.stage : `${one.stage} · ${money(one.amount, one.currency)}`}
            </span>
          </>
        )}
      </Set>
      <Set name="pack.contracts" rows={d.contracts} of={({ number }) => number}>
        {(one) => (
          <>
            <bdi>{one.title}</bdi>
            <span className="quiet">
              {one.number}
              {one.endsOn === null ? '' : ` · ${t('pack.endsOn', { day: day(one.endsOn) })}`}
            </span>
          </>
        )}
      </Set>
      <Set name="pack.projects" rows={d.projects}>
        {(one) => (
          <>
            <bdi>{one.name}</bdi>
            <span className="quiet">{one.progressPct}%</span>
          </>
        )}
      </Set>
      {d.purchases.years.length === 0 ? null : (
        <section>
          <h3>{t('pack.purchases')}</h3>
          <p>
            {t(`trend.${d.purchases.trend}`)} · {t('pack.lastYear', { amount: money(d.purchases.lastYear, latest) })} ·{' '}
            {t('pack.yearBefore', { amount: money(d.purchases.yearBefore, latest) })}
          </p>
          <ul className="rows">
            {d.purchases.products.slice(0, 5).map((one) => (
              <li key={one.product}>
                <bdi>{one.product}</bdi>
                <span className="quiet">{money(one.total, latest)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Set name="pack.feedback" rows={d.feedback}>
        {(one) => (
          <>
            <bdi>{one.body}</bdi>
            <span className="quiet">
              {date(one.receivedAt)}
              {one.satisfaction === null ? '' : ` · ${one.satisfaction}/5`}
            </span>
          </>
        )}
      </Set>
      <Set name="pack.communications" rows={d.communications.slice(0, 20)}>
        {(one) => (
          <>
            <span>
              <bdi>{one.subject}</bdi>
            </span>
            <span className="quiet">
              {date(one.happenedAt)}
              {one.author === null ? '' : ` · ${isolated(one.author.name)}`}
            </span>
          </>
        )}
      </Set>
      <Set name="pack.notes" rows={d.notes}>
        {(one) => (
          <>
            <span className="said">{one.body}</span>
            <span className="quiet">{date(one.at)}</span>
          </>
        )}
      </Set>
      <Set name="pack.risks" rows={d.risks} of={({ id }) => id}>
        {(one) => (
          <>
            <span>{one.sentence}</span>
            <span className="quiet">{one.mitigation ?? labelOf('risk', one.kind)}</span>
          </>
        )}
      </Set>
    </div>
  );
}

function Set<T>({
  name,
  rows,
  of,
  children,
}: {
  name: Key;
  rows: T[];
  of?: (row: T) => string;
  children: (row: T) => ReactNode;
}) {
  const { t } = useText();
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>
        {t(name)} <span className="quiet">{rows.length}</span>
      </h3>
      <ul className="rows">
        {rows.map((row, at) => (
          <li key={of === undefined ? at : of(row)}>{children(row)}</li>
        ))}
      </ul>
    </section>
  );
}
