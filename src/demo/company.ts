import type { Random } from './random.ts';
import { GIVEN, INDUSTRIES, REGIONS, SKILLS, SURNAMES } from './words.ts';

/** People of the demonstration that documents and tests name, by employee number. */
export const DEMO_PEOPLE = {
  boss: 'E-0001',
  hr: 'E-0002',
  ops: 'E-0003',
  auditor: 'E-0004',
  manager: 'E-0010',
  giver: 'E-0020',
  receivers: ['E-0021', 'E-0022', 'E-0023'],
} as const;

export interface DemoEmployee {
  id: string;
  number: string;
  name: string;
  email: string;
  title: string;
  manager_id: string | null;
  department_id: string;
  region: string | null;
  languages: string[];
  skills: string[];
  industries: string[];
  capacity: number;
  roles: string[];
}

export interface DemoDepartment {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
}

const DEPARTMENTS = [
  ['management', '总经办', 'Management'],
  ['hr', '人力资源部', 'Human resources'],
  ['sales-1', '销售一部', 'Sales 1'],
  ['sales-2', '销售二部', 'Sales 2'],
  ['sales-3', '销售三部', 'Sales 3'],
  ['sales-4', '销售四部', 'Sales 4'],
  ['success', '客户成功部', 'Customer success'],
  ['support', '技术支持部', 'Technical support'],
  ['finance', '财务部', 'Finance'],
  ['legal', '法务部', 'Legal'],
  ['it', '信息技术部', 'IT'],
] as const;

/** Departments and people in reporting order: nobody comes before their manager. */
export function inventCompany(random: Random): {
  departments: (DemoDepartment & { coordinator: string })[];
  employees: DemoEmployee[];
} {
  const departments = DEPARTMENTS.map(([code, name_zh, name_en]) => ({ id: random.id(), code, name_zh, name_en }));
  const department = (code: string) => departments.find((d) => d.code === code)?.id ?? '';
  const employees: DemoEmployee[] = [];
  const names = new Set<string>();
  const hire = (
    n: number,
    title: string,
    code: string,
    manager: string | null,
    roles: string[],
    region: string | null = null,
  ): string => {
    let name = '';
    do name = random.pick(SURNAMES) + random.pick(GIVEN);
    while (names.has(name));
    names.add(name);
    const number = `E-${String(n).padStart(4, '0')}`;
    const id = random.id();
    employees.push({
      id,
      number,
      name,
      email: `${number.toLowerCase()}@demo.example`,
      title,
      manager_id: manager,
      department_id: department(code),
      region,
      languages: random.chance(0.4) ? ['zh-CN', 'en'] : ['zh-CN'],
      skills: [...new Set([random.pick(SKILLS), random.pick(SKILLS)])],
      industries: [...new Set([random.pick(INDUSTRIES), random.pick(INDUSTRIES)])],
      capacity: random.between(80, 140),
      roles,
    });
    return id;
  };

  const boss = hire(1, '总经理', 'management', null, ['manager']);
  hire(2, '人事经理', 'hr', boss, ['hr', 'manager']);
  hire(3, '系统运维', 'it', boss, ['ops']);
  hire(4, '内部审计', 'management', boss, ['auditor']);
  const coordinators = (['success', 'support', 'finance', 'legal'] as const).map((code, i) =>
    hire(5 + i, '部门协调员', code, boss, ['coordinator']),
  );
  const regions = Object.keys(REGIONS);
  const managers = regions.map((region, i) =>
    hire(10 + i, '销售经理', `sales-${i + 1}`, boss, ['manager', 'account_manager'], region),
  );
  regions.forEach((region, i) => {
    for (let k = 0; k < 7; k += 1)
      hire(20 + i * 7 + k, '客户经理', `sales-${i + 1}`, managers[i] ?? boss, ['account_manager'], region);
  });
  const heads = [boss, ...coordinators, ...managers];
  return {
    departments: departments.map((d) => ({
      ...d,
      coordinator: employees.find((e) => e.department_id === d.id && heads.includes(e.id))?.id ?? boss,
    })),
    employees,
  };
}
