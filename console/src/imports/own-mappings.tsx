import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';

/** The mappings that the company wrote for its own files; each is changed with a file that it is for. */
export function OwnMappings() {
  const me = useMe();
  const { t, list } = useText();
  const { data, error } = useQuery({ queryKey: ['mappings'], queryFn: api.mappings });
  const remove = useAct((name: string) => api.deleteMapping(name), [['mappings']]);
  const own = (data?.items ?? []).filter(({ version }) => version !== null);
  if (own.length === 0) return <ProblemNote problem={error} />;
  return (
    <details className="card">
      <summary>{t('mappings.own', { count: own.length })}</summary>
      <p className="quiet">{t('mappings.ownText')}</p>
      <ProblemNote problem={remove.error} />
      <ul className="rows">
        {own.map(({ name, columns }) => (
          <li key={name}>
            <span>
              <code>{name}</code>
              <br />
              <bdi className="quiet small">{list(columns)}</bdi>
            </span>
            {me.permissions.includes('deleteMapping') ? (
              <button
                type="button"
                className="btn small"
                aria-label={t('mappings.deleteOf', { name })}
                disabled={remove.isPending}
                onClick={() => remove.mutate(name)}
              >
                {t('mappings.delete')}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </details>
  );
}
