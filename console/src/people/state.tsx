import type { EmployeeSummary } from '../api.ts';
import { useText } from '../text.tsx';
import { Badge, type Tone } from '../ui/notes.tsx';

const TONES: Record<EmployeeSummary['state'], Tone> = {
  active: 'good',
  on_leave: 'warn',
  leaving: 'warn',
  left: 'neutral',
};

export function PersonState({ state }: Pick<EmployeeSummary, 'state'>) {
  const { t } = useText();
  return <Badge tone={TONES[state]}>{t(`people.state.${state}`)}</Badge>;
}

export const departmentOf = ({ department }: Pick<EmployeeSummary, 'department'>, locale: string): string =>
  (locale === 'en' ? department?.en : department?.zh) ?? '';
