import { EXPRESSIONS, LABEL_SETS, type LabelSet } from '../../core/expression.js';
import type { KioskStatus } from '../../core/kiosk-status.js';
import { Fact } from '../view/fact.js';
import { Icon } from '../view/icon.js';
import type { RequestView } from '../view/request-view.js';
import { TableScroll } from '../view/table-scroll.js';
import type { ModelInfo, OutputFigures } from './model-info.js';

/** Rows as shares of the true class, with the number in each cell. */
function ConfusionMatrix({
  counts,
  title,
  paperRecall,
  view,
}: {
  counts: readonly (readonly number[])[];
  title: string;
  paperRecall: ModelInfo['paperRecall'];
  view: RequestView;
}) {
  const { text, format } = view;
  const all = Math.max(
    1,
    counts.flat().reduce((total, count) => total + count, 0),
  );
  return (
    <TableScroll label={`${text.system.confusion}: ${title}`}>
      <table class="confusion">
        <caption>
          {text.system.confusion}: {title}. {text.system.confusionHint}
        </caption>
        <thead>
          <tr>
            <th scope="col">{text.system.trueLabel}</th>
            {EXPRESSIONS.map((expression) => (
              <th scope="col" class={`is-${expression}`}>
                <Icon name={expression} />
                <span class="visually-hidden">{text.expressions[expression]}</span>
              </th>
            ))}
            {paperRecall ? (
              <th scope="col" class="numeric">
                {text.system.inThePaper}
              </th>
            ) : null}
            <th scope="col" class="numeric">
              {text.system.tested}
            </th>
          </tr>
        </thead>
        <tbody>
          {EXPRESSIONS.map((expression, row) => {
            const cells = counts[row] ?? [];
            const tested = cells.reduce((total, count) => total + count, 0);
            const sum = Math.max(1, tested);
            return (
              <tr>
                <th scope="row" class={`is-${expression}`}>
                  <Icon name={expression} /> {text.expressions[expression]}
                </th>
                {EXPRESSIONS.map((_, column) => {
                  const share = (cells[column] ?? 0) / sum;
                  return (
                    <td class={`level-${Math.ceil(share * 5)}`}>{format.number(share * 100)}</td>
                  );
                })}
                {paperRecall ? (
                  <td class="numeric">
                    {paperRecall[expression] === undefined
                      ? '–'
                      : format.percent(paperRecall[expression])}
                  </td>
                ) : null}
                <td class="numeric">
                  {format.number(tested)} ({format.percent(tested / all)})
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableScroll>
  );
}

/** Decimals that a step needs, two at most. */
function decimalsOf(step: number): number {
  if (Number.isInteger(step)) return 0;
  return Number.isInteger(Math.round(step * 100) / 10) ? 1 : 2;
}

/** Accuracy where pictures get worse and worse: one row for each way in which they do. */
function ConditionsTable({
  robustness,
  title,
  view,
}: {
  robustness: NonNullable<OutputFigures['robustness']>;
  title: string;
  view: RequestView;
}) {
  const { text, format } = view;
  const names: Readonly<Record<string, string>> = text.system.conditions;
  const columns = Math.max(...Object.values(robustness).map(({ steps }) => steps.length));
  return (
    <TableScroll label={`${text.system.conditionsTitle}: ${title}`}>
      <table class="conditions">
        <caption>
          {text.system.conditionsTitle}: {title}
        </caption>
        <tbody>
          {Object.entries(robustness).map(([condition, { steps, accuracy }]) => (
            <tr>
              <th scope="row">{names[condition] ?? condition}</th>
              {steps.map((step, i) => (
                <td>
                  <span class="step">{format.number(step, decimalsOf(step))}</span>
                  <strong>{format.number((accuracy[i] as number) * 100)}</strong>
                </td>
              ))}
              {steps.length < columns ? <td colspan={columns - steps.length} /> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

/** What one output of the model reaches against its own labels. */
function OutputSection({
  labels,
  figures,
  model,
  view,
}: {
  labels: LabelSet;
  figures: OutputFigures;
  model: ModelInfo;
  view: RequestView;
}) {
  const { format } = view;
  const words = view.text.system;
  const measuredOn: Readonly<Record<string, string>> = words.measuredOn;
  const splits = Object.entries(figures.metrics);
  const confusion = splits.find(([, metrics]) => metrics.confusion)?.[1].confusion;
  const title = words.labelSets[labels];
  return (
    <>
      <h3>
        {title}
        {model.labels === labels ? ` (${words.labelsInUse})` : ''}
      </h3>
      <dl class="fact-list">
        {splits.map(([split, metrics]) => (
          <Fact name={`${words.accuracy} (${measuredOn[split] ?? split})`}>
            {`${format.number(metrics.accuracy * 100, 1)} %`}
            {metrics.macroF1 === undefined
              ? ''
              : ` · ${words.macroF1} ${format.number(metrics.macroF1, 3)}`}
            {metrics.ece === undefined
              ? ''
              : ` · ${words.calibration} ${format.number(metrics.ece, 3)}`}
          </Fact>
        ))}
      </dl>
      {confusion ? (
        <ConfusionMatrix
          counts={confusion}
          title={title}
          // The paper tells how often FER2013's labels are met.
          paperRecall={labels === 'fer2013' ? model.paperRecall : undefined}
          view={view}
        />
      ) : null}
      {figures.robustness ? (
        <ConditionsTable robustness={figures.robustness} title={title} view={view} />
      ) : null}
    </>
  );
}

/** What the manifest says of the expression model. */
export function ModelCard({
  model,
  status,
  view,
}: {
  model: ModelInfo | null;
  status: KioskStatus;
  view: RequestView;
}) {
  const { format } = view;
  const words = view.text.system;
  return (
    <section class="card" aria-labelledby="model-title">
      <h2 id="model-title">{words.model}</h2>
      <dl class="fact-list">
        <Fact name={words.model}>
          {model ? `${model.name} ${model.version ?? ''}` : (status.model?.name ?? words.unknown)}
        </Fact>
        <Fact name={words.engine}>{status.model?.engine ?? words.unknown}</Fact>
        {model?.parameters ? (
          <Fact name={words.parameters}>{format.number(model.parameters)}</Fact>
        ) : null}
        {model?.macs ? <Fact name={words.operations}>{format.number(model.macs)}</Fact> : null}
        {model?.trainedOn ? <Fact name={words.trainedOn}>{model.trainedOn}</Fact> : null}
      </dl>
      {LABEL_SETS.map((labels) => {
        const figures = model?.outputs?.[labels];
        return model && figures ? (
          <OutputSection labels={labels} figures={figures} model={model} view={view} />
        ) : null;
      })}
    </section>
  );
}
