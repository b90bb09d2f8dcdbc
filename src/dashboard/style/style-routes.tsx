import { Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import { isLanguage, LANGUAGES, texts } from '../i18n/languages.js';
import { Card, Pills } from '../view/card.js';
import { DataTable } from '../view/data-table.js';
import { ExpressionLegend, MixBar, ProbabilityBars } from '../view/expression-bars.js';
import { Fact } from '../view/fact.js';
import { ActionForm, CheckField, ConfirmForm, Field, SelectField } from '../view/fields.js';
import { createFormatter } from '../view/format.js';
import { Icon } from '../view/icon.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { OutcomeNote } from '../view/outcome-note.js';
import { RangePicker } from '../view/range-picker.js';
import { sendPage } from '../view/render.js';
import { type RequestView, requestView } from '../view/request-view.js';
import { Tile } from '../view/tile.js';

/** Shown values; nothing here is measured. */
const EXAMPLE = {
  probabilities: [0.02, 0.03, 0.05, 0.6, 0.1, 0.05, 0.15],
  durations: { expressionMs: [4, 2, 3, 40, 8, 12, 30].map((s) => s * 1000), unclearMs: 9000 },
  rows: ['admin', 'vera'],
} as const;
const NOW_MS = Date.UTC(2026, 10, 30, 12);
const DAY_MS = 86_400_000;
const SCHEMES = ['light', 'dark'] as const;

/** Every component of `dashboard/view`, in one language. */
function Components({ view }: { view: RequestView }) {
  const { text, format } = view;
  const { history, settings, faces } = text;
  const range = { fromMs: NOW_MS - DAY_MS, toMs: NOW_MS, preset: 'day' } as const;
  return (
    <>
      <RangePicker range={range} path="/style" view={view} nowMs={NOW_MS} />
      <Card
        id="tiles"
        title={history.summary}
        aside={
          <Pills
            label={history.chartScale}
            choices={[
              { name: history.chartScales.time, href: '#tiles', isChosen: true },
              { name: history.chartScales.share, href: '#tiles', isChosen: false },
            ]}
          />
        }
      >
        <dl class="figures">
          <Tile name={history.visitors} value={format.number(1204)} details={[history.same]} />
          <Tile name={history.happyShare} value={format.percent(0.42)} link="#tiles" />
          <Tile name={history.busiest} value="–" details={[history.tooLittleAll]} />
        </dl>
      </Card>
      <Card id="bars" title={text.live.probabilitiesTitle}>
        <ProbabilityBars probabilities={EXAMPLE.probabilities} leading="happy" view={view} />
        <ExpressionLegend view={view} />
        <MixBar durations={EXAMPLE.durations} />
      </Card>
      <Card id="table" title={settings.users}>
        <DataTable
          label={settings.users}
          rows={EXAMPLE.rows}
          columns={[
            { head: text.auth.name, cell: (name) => name },
            { head: faces.blinks, class: 'numeric', cell: (_, i) => format.number(i + 3) },
            {
              head: settings.actions,
              class: 'row-actions',
              cell: (name) => (
                <>
                  <ActionForm action="#" fields={{}} label={settings.newPassword} of={name} />
                  <ConfirmForm
                    action="#"
                    fields={{}}
                    label={settings.remove}
                    of={name}
                    question={settings.removeUser(name)}
                  />
                </>
              ),
            },
          ]}
        />
        <DataTable label={settings.tokens} rows={[]} columns={[]} empty={settings.noTokens} />
      </Card>
      <Card id="fields" title={settings.preferences}>
        <form class="stacked-form">
          <Field label={settings.timeZone}>
            <input value={view.timeZone} />
          </Field>
          <SelectField
            label={settings.language}
            name="language"
            options={LANGUAGES.map((name) => [name, texts[name].language])}
            value={view.language}
          />
          <CheckField name="sure" label={settings.retention.sure} checked />
          <p class="row-links">
            <button type="button">{settings.save}</button>
            <button type="button" class="quiet">
              {history.show}
            </button>
            <button type="button" class="danger">
              {settings.remove}
            </button>
            <span class="chip">{faces.present}</span>
          </p>
        </form>
        <dl class="fact-list">
          <Fact name={text.system.version}>1.0.0</Fact>
        </dl>
      </Card>
      <OutcomeNote outcome={{ ok: true, message: settings.saved }} />
      <OutcomeNote outcome={{ ok: false, message: text.errors.failed }} />
      <p class="notice">
        <Icon name="alert" /> {text.live.lost}
      </p>
    </>
  );
}

/**
 * GET /style: for contributors, all components of the view kit in light and dark and in both
 * languages. A frame takes the colour scheme of its place.
 */
export function styleRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  return new Hono()
    .get('/style', (c) => {
      const view = requestView(c, deps.settings);
      const { system } = view.text;
      return sendPage(
        c,
        <Layout view={view} assets={assets} title={system.style}>
          <h1>{system.style}</h1>
          <div class="system-grid">
            {SCHEMES.flatMap((scheme) =>
              LANGUAGES.map((language) => (
                <iframe
                  class={`style-frame scheme-${scheme}`}
                  src={`/style/components?language=${language}`}
                  title={`${system.style}: ${scheme}, ${language}`}
                />
              )),
            )}
          </div>
        </Layout>,
      );
    })
    .get('/style/components', (c) => {
      const asked = c.req.query('language') ?? '';
      const own = requestView(c, deps.settings);
      const language = isLanguage(asked) ? asked : own.language;
      const format = createFormatter(language, own.timeZone);
      const view: RequestView = { ...own, language, text: texts[language], format };
      return sendPage(
        c,
        <Layout view={view} assets={assets} title={view.text.system.style} bare>
          <main id="main">
            <h1>{view.text.system.style}</h1>
            <Components view={view} />
          </main>
        </Layout>,
      );
    });
}
