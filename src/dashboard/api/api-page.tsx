import type { Text } from '../i18n/en.js';
import { Card } from '../view/card.js';
import { Layout, type PageAssets } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';
import { type AnswerField, fieldsOf, partsUsed, typeOf } from './answer-fields.js';
import { type JsonSchema, nameOfReference, referenceTo } from './answers/components.js';
import { API_ENDPOINTS } from './api-endpoints.js';
import type { Endpoint } from './endpoint.js';
import { MARKER_CHANGES } from './marker-changes.js';
import { type Parameter, parametersOf } from './openapi.js';

type Components = Readonly<Record<string, JsonSchema>>;

/** What a parameter may be, in a few words. */
function kindOf({ schema }: Parameter): string {
  const { default: fallback, ...kind } = schema as JsonSchema & { readonly default?: unknown };
  const end = fallback === undefined ? '' : ` (${String(fallback)})`;
  return `${typeOf({ type: 'string', ...kind })}${end}`;
}

function FieldTable({
  label,
  fields,
  words,
}: {
  label: string;
  fields: readonly AnswerField[];
  words: Text['api'];
}) {
  return (
    <TableScroll label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.type}</th>
            <th scope="col">{words.meaning}</th>
          </tr>
        </thead>
        <tbody lang="en">
          {fields.map((field) => (
            <tr>
              <th scope="row">
                <code>{field.name}</code>
              </th>
              <td class="wrap">
                {field.part === null ? field.type : <a href={`#${field.part}`}>{field.type}</a>}
              </td>
              <td class="wrap">{field.meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

const anchorOf = ({ path }: Pick<Endpoint, 'path'>) => path.slice(1).replace(/[^a-z0-9]+/gi, '-');

/** What there is, with a link to each. */
function Contents({ words }: { words: Text['api'] }) {
  return (
    <Card id="contents" title={words.contents}>
      <ul class="contents">
        {API_ENDPOINTS.map((endpoint) => (
          <li>
            <a href={`#${anchorOf(endpoint)}`}>
              <code>{endpoint.path}</code>
            </a>
            <span lang="en"> {endpoint.summary}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function EndpointSection({
  endpoint,
  method = 'GET',
  components,
  words,
}: {
  endpoint: Pick<Endpoint, 'path' | 'summary' | 'query'> & {
    readonly answerSchema: Endpoint['answerSchema'] | null;
  };
  method?: string;
  components: Components;
  words: Text['api'];
}) {
  const parameters = parametersOf(endpoint);
  const { answerSchema } = endpoint;
  const name = answerSchema === null ? null : nameOfReference(referenceTo(answerSchema));
  return (
    <section
      class="card answer-part"
      id={method === 'GET' ? anchorOf(endpoint) : undefined}
      aria-label={`${method} ${endpoint.path}`}
    >
      <header class="card-head">
        <h2>
          <code>
            {method} {endpoint.path}
          </code>
        </h2>
        {method !== 'GET' || endpoint.path.includes('{') ? null : (
          <a class="button quiet" href={endpoint.path} target="_blank" rel="noopener">
            {words.tryIt}
          </a>
        )}
      </header>
      <p lang="en">{endpoint.summary}</p>
      {parameters.length > 0 ? (
        <>
          <h3 class="field-title">{words.parameters}</h3>
          <TableScroll label={endpoint.path}>
            <table lang="en">
              <tbody>
                {parameters.map((parameter) => (
                  <tr>
                    <th scope="row">
                      <code>{parameter.name}</code>
                    </th>
                    <td>{kindOf(parameter)}</td>
                    <td class="wrap">{parameter.description ?? ''}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </>
      ) : null}
      {name === null ? null : (
        <>
          <h3 class="field-title">{words.answer}</h3>
          <FieldTable
            label={`${words.answer}: ${method} ${endpoint.path}`}
            fields={fieldsOf(components[name] ?? {})}
            words={words}
          />
        </>
      )}
    </section>
  );
}

/** What fields of several answers are made of. */
function PartSection({
  name,
  schema,
  words,
}: {
  name: string;
  schema: JsonSchema;
  words: Text['api'];
}) {
  const fields = fieldsOf(schema);
  return (
    <section class="card answer-part" id={name} aria-label={name}>
      <h3>
        <code>{name}</code>
      </h3>
      <p lang="en">{schema.description ?? ''}</p>
      {fields.length > 0 ? (
        <FieldTable label={`${words.parts}: ${name}`} fields={fields} words={words} />
      ) : (
        <p>
          <code>{typeOf(schema)}</code>
        </p>
      )}
    </section>
  );
}

/** `/api`: the documentation, made of what the API checks. */
export function ApiPage({
  view,
  assets,
  origin,
  components,
}: {
  view: RequestView;
  assets: PageAssets;
  origin: string;
  components: Components;
}) {
  const words = view.text.api;
  return (
    <Layout view={view} assets={assets} title={words.title}>
      <h1>{words.title}</h1>
      <section class="card" aria-label={words.howTo}>
        <p>
          {words.intro} <a href="/api/openapi.json">OpenAPI 3.1</a>
        </p>
        <pre class="code" tabindex={0}>
          {`curl -H 'Authorization: Bearer ekspresi_…' '${origin}/api/v1/rollups?preset=week&unit=day&zone=${view.timeZone}'\ncurl -N -H 'Authorization: Bearer ekspresi_…' '${origin}/api/v1/live/events'`}
        </pre>
        <p class="hint">{words.limits}</p>
      </section>
      <Contents words={words} />
      {API_ENDPOINTS.map((endpoint) => (
        <EndpointSection endpoint={endpoint} components={components} words={words} />
      ))}
      {MARKER_CHANGES.map((change) => (
        <EndpointSection
          endpoint={change}
          method={change.method.toUpperCase()}
          components={components}
          words={words}
        />
      ))}
      <h2>{words.parts}</h2>
      {partsUsed(components).map((name) => (
        <PartSection name={name} schema={components[name] ?? {}} words={words} />
      ))}
    </Layout>
  );
}
