import { z } from 'zod';
import { ImportError } from './errors.ts';
import { type Mapping, type TargetTable, neededColumns, parseMapping } from './mapping.ts';
import chinookContacts from './mappings/chinook/contacts.json' with { type: 'json' };
import chinookCustomers from './mappings/chinook/customers.json' with { type: 'json' };
import chinookEmployees from './mappings/chinook/employees.json' with { type: 'json' };
import chinookManifest from './mappings/chinook/manifest.json' with { type: 'json' };
import chinookOrderLines from './mappings/chinook/order-lines.json' with { type: 'json' };
import chinookOrders from './mappings/chinook/orders.json' with { type: 'json' };
import salesAccounts from './mappings/crm-sales-opportunities/accounts.json' with { type: 'json' };
import salesAgents from './mappings/crm-sales-opportunities/agents.json' with { type: 'json' };
import salesManagers from './mappings/crm-sales-opportunities/managers.json' with { type: 'json' };
import salesManifest from './mappings/crm-sales-opportunities/manifest.json' with { type: 'json' };
import salesOpportunities from './mappings/crm-sales-opportunities/opportunities.json' with { type: 'json' };
import salesProducts from './mappings/crm-sales-opportunities/products.json' with { type: 'json' };

/** Name → mapping file; a new file is added here. */
const FILES: Record<string, unknown> = {
  'chinook/employees': chinookEmployees,
  'chinook/customers': chinookCustomers,
  'chinook/contacts': chinookContacts,
  'chinook/orders': chinookOrders,
  'chinook/order-lines': chinookOrderLines,
  'crm-sales-opportunities/managers': salesManagers,
  'crm-sales-opportunities/agents': salesAgents,
  'crm-sales-opportunities/products': salesProducts,
  'crm-sales-opportunities/accounts': salesAccounts,
  'crm-sales-opportunities/opportunities': salesOpportunities,
};

const manifestSchema = z.strictObject({
  dataset: z.string(),
  files: z.array(z.strictObject({ file: z.string(), mapping: z.string() })),
});
/** A data set's files in the order in which they must be imported, each with its mapping. */
export type Manifest = z.infer<typeof manifestSchema>;
const MANIFESTS: Manifest[] = [chinookManifest, salesManifest].map((manifest) => manifestSchema.parse(manifest));

export interface MappingInfo {
  name: string;
  table: TargetTable;
  /** columns that the file must have */
  columns: string[];
}

/** The mappings that ship with the product. */
export function listMappings(): MappingInfo[] {
  return Object.keys(FILES).map((name) => describeMapping(loadMapping(name)));
}

export function describeMapping(mapping: Mapping): MappingInfo {
  return { name: mapping.name, table: mapping.table, columns: neededColumns(mapping) };
}

/**
 * @param name such as `chinook/customers`
 * @throws ImportError mappingUnknown
 */
export function loadMapping(name: string): Mapping {
  if (!Object.hasOwn(FILES, name))
    throw new ImportError('mappingUnknown', { mapping: name, known: Object.keys(FILES).join(', ') });
  return parseMapping(name, FILES[name]);
}

/** The data sets that ship with an order of import; undefined for another name. */
export function loadManifest(dataset: string): Manifest | undefined {
  return MANIFESTS.find((manifest) => manifest.dataset === dataset);
}

export function listManifests(): readonly Manifest[] {
  return MANIFESTS;
}
