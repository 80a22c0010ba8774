import { MOST_OPERATIONS } from '../../domain/scim/patch.ts';
import { RESOURCE_TYPES, SCHEMAS, type Schema } from '../../domain/scim/schemas.ts';
import { LARGEST_PAYLOAD, MOST_RESULTS } from './names.ts';

const core = (name: string) => `urn:ietf:params:scim:schemas:core:2.0:${name}`;

/** What is served (RFC 7643, 5). */
export const serviceProviderConfig = (base: string) => ({
  schemas: [core('ServiceProviderConfig')],
  patch: { supported: true },
  bulk: { supported: true, maxOperations: MOST_OPERATIONS, maxPayloadSize: LARGEST_PAYLOAD },
  filter: { supported: true, maxResults: MOST_RESULTS },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'The token of a service account with the scope scim, or of somebody of HR',
      specUri: 'https://www.rfc-editor.org/info/rfc6750',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

export const resourceTypes = (base: string) =>
  RESOURCE_TYPES.map(({ name, endpoint, schema, extensions }) => ({
    schemas: [core('ResourceType')],
    id: name,
    name,
    endpoint,
    description: schema.description,
    schema: schema.id,
    schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
  }));

export const schemas = (base: string) =>
  SCHEMAS.map(({ id, name, description, attributes }: Schema) => ({
    schemas: [core('Schema')],
    id,
    name,
    description,
    attributes,
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  }));
