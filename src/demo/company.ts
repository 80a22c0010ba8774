import type { Insertable } from 'kysely';
import type { Departments, Employees } from '../db/tables.ts';
import type { Random } from './random.ts';
import { GIVEN, INDUSTRIES, PRODUCTS, REGION_NAMES, type Region, SKILLS, SURNAMES } from './words.ts';

/** People of the demonstration that documents and tests name, by employee number. */
export const DEMO_PEOPLE = {
  boss: 'E-0001',
  hr: 'E-0002',
  ops: 'E-0003',
  auditor: 'E-0004',
  coordinator: 'E-0005',
  director: 'E-0008',
  manager: 'E-0010',
  giver: 'E-0020',
  receivers: ['E-0021', 'E-0022', 'E-0023'],
  englishSpeaker: 'E-0025',
} as const;

/** An account manager: someone who may own customers. */
export interface Seller {
  id: string;
  managerId: string;
  region: Region;
  /** how many customers they have, compared with the others */
  weight: number;
}

export interface DemoCompany {
  /** without their coordinators, who are employees and come after them */
  departments: Insertable<Departments>[];
  /** nobody comes before their manager */
  employees: Insertable<Employees>[];
  coordinators: { departmentId: string; employeeId: string }[];
  products: { id: string; code: string; name: string; series: string; price: number }[];
  sellers: Seller[];
}

const DEPARTMENTS = [
  ['management', '总经办', 'Management', 'E-0001'],
  ['sales-1', '销售一部', 'Sales 1', 'E-0014'],
  ['sales-2', '销售二部', 'Sales 2', 'E-0015'],
  ['sales-3', '销售三部', 'Sales 3', 'E-0016'],
  ['sales-4', '销售四部', 'Sales 4', 'E-0017'],
  ['success', '客户成功部', 'Customer success', 'E-0005'],
  ['support', '技术支持部', 'Technical support', 'E-0006'],
  ['finance', '财务部', 'Finance', 'E-0007'],
  ['legal', '法务部', 'Legal', 'E-0018'],
  ['hr', '人力资源部', 'Human resources', 'E-0002'],
  ['it', '信息技术部', 'IT', 'E-0003'],
] as const;

type Post = [number: number, title: string, department: string, manager: number, roles: string[], region?: Region];

/** number, title, department, number of the manager, roles, region */
const POSTS: Post[] = [
  [1, '总经理', 'management', 0, ['manager']],
  [2, '人力资源总监', 'hr', 1, ['hr', 'manager', 'coordinator']],
  [3, '系统运维工程师', 'it', 1, ['ops', 'coordinator']],
  [4, '内部审计', 'management', 1, ['auditor']],
  [5, '客户成功经理', 'success', 1, ['coordinator', 'manager']],
  [6, '技术支持主管', 'support', 1, ['coordinator', 'manager']],
  [7, '财务主管', 'finance', 1, ['coordinator']],
  [18, '法务主管', 'legal', 1, ['coordinator']],
  [8, '销售总监（东南大区）', 'management', 1, ['manager']],
  [9, '销售总监（西北大区）', 'management', 1, ['manager']],
  ...REGION_NAMES.map((region, i): Post => [
    10 + i,
    '销售经理',
    `sales-${i + 1}`,
    i < 2 ? 8 : 9,
    ['manager', 'account_manager'],
    region,
  ]),
  ...REGION_NAMES.map((region, i): Post => [14 + i, '销售助理', `sales-${i + 1}`, 10 + i, ['coordinator'], region]),
  ...REGION_NAMES.flatMap((region, i) =>
    Array.from({ length: 6 }, (_, k): Post => [
      20 + i * 6 + k,
      '客户经理',
      `sales-${i + 1}`,
      10 + i,
      ['account_manager'],
      region,
    ]),
  ),
];

/** The departments, products and 42 people of the demonstration. */
export function inventCompany(random: Random): DemoCompany {
  const departments = DEPARTMENTS.map(([code, name_zh, name_en]) => ({
    id: random.id(),
    source: 'demo',
    source_id: code,
    code,
    name_zh,
    name_en,
  }));
  const departmentIds = new Map(departments.map((d) => [d.code as string, d.id]));
  const idOf = new Map<string, string>();
  const employees: (Insertable<Employees> & { id: string })[] = [];
  const sellers: Seller[] = [];
  const names = new Set<string>();
  for (const [n, title, department, manager, roles, region] of POSTS) {
    const number = employeeNumber(n);
    const id = random.id();
    const managerId = idOf.get(employeeNumber(manager)) ?? null;
    const foreigner = number === DEMO_PEOPLE.englishSpeaker;
    idOf.set(number, id);
    employees.push({
      id,
      source: 'demo',
      source_id: number,
      number,
      name: foreigner ? 'Emma Clarke' : newName(random, names),
      // .example is reserved (RFC 2606): no mail of a demonstration reaches anybody.
      email: `${number.toLowerCase()}@demo.example`,
      phone: dummyMobile(random),
      title,
      manager_id: managerId,
      department_id: departmentIds.get(department) ?? null,
      region: region ?? null,
      languages: foreigner ? ['en', 'zh-CN'] : random.chance(0.4) ? ['zh-CN', 'en'] : ['zh-CN'],
      skills: random.some(SKILLS, random.between(1, 3)),
      industries: random.some(INDUSTRIES, random.between(1, 3)),
      capacity: random.between(15, 30) * 10,
      locale: foreigner ? 'en' : 'zh-CN',
      roles,
    });
    if (region !== undefined && managerId !== null && roles.includes('account_manager'))
      sellers.push({ id, managerId, region, weight: weightOf(number, roles, random) });
  }
  return {
    departments,
    employees,
    coordinators: DEPARTMENTS.map(([code, , , coordinator]) => ({
      departmentId: departmentIds.get(code) ?? '',
      employeeId: idOf.get(coordinator) ?? '',
    })),
    products: PRODUCTS.map((product) => ({ id: random.id(), source: 'demo', source_id: product.code, ...product })),
    sellers,
  };
}

/** Books differ: managers keep a few key accounts, the giver has an ordinary book, the others half to twice of that. */
function weightOf(number: string, roles: string[], random: Random): number {
  if (roles.includes('manager')) return 0.15;
  return number === DEMO_PEOPLE.giver ? 1 : 0.5 + random.next() * 1.5;
}

function employeeNumber(n: number): string {
  return `E-${String(n).padStart(4, '0')}`;
}

function newName(random: Random, taken: Set<string>): string {
  let name: string;
  do name = random.pick(SURNAMES) + random.pick(GIVEN);
  while (taken.has(name));
  taken.add(name);
  return name;
}

/** Looks like a mobile number and is nobody's: 100 is no prefix of mobile numbers. */
export function dummyMobile(random: Random): string {
  return `100-0000-${String(random.between(0, 9_999)).padStart(4, '0')}`;
}
