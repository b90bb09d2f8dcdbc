import { Layout, type PageAssets } from '../view/layout.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';
import { API_ENDPOINTS, type Endpoint } from './api-endpoints.js';
import { type Parameter, parametersOf } from './openapi.js';

/** What a parameter may be, in a few words. */
function kindOf({ schema }: Parameter): string {
  const {
    enum: choices,
    type,
    minimum,
    maximum,
    default: fallback,
  } = schema as {
    readonly enum?: readonly string[];
    readonly type?: string;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly default?: unknown;
  };
  const range = minimum === undefined ? '' : ` ${minimum}…${maximum ?? ''}`;
  const end = fallback === undefined ? '' : ` (${String(fallback)})`;
  return `${choices ? choices.join(' | ') : (type ?? 'string')}${range}${end}`;
}

function EndpointSection({ endpoint }: { endpoint: Endpoint }) {
  const parameters = parametersOf(endpoint);
  return (
    <section class="card" aria-label={endpoint.path}>
      <h2>
        <code>GET {endpoint.path}</code>
      </h2>
      <p lang="en">{endpoint.summary}</p>
      {parameters.length > 0 ? (
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
      ) : null}
    </section>
  );
}

/** `/api`: the documentation, made of what the API checks. */
export function ApiPage({
  view,
  assets,
  origin,
}: {
  view: RequestView;
  assets: PageAssets;
  origin: string;
}) {
  const words = view.text.api;
  return (
    <Layout
      view={view}
      assets={assets}
      title={words.title}
      styles={['live.css', 'history.css', 'system.css']}
    >
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
      {API_ENDPOINTS.map((endpoint) => (
        <EndpointSection endpoint={endpoint} />
      ))}
    </Layout>
  );
}
