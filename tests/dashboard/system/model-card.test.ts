import { expect, it } from 'vitest';
import type { ModelInfo } from '../../../src/dashboard/system/model-info.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

const model: ModelInfo = {
  name: 'edge',
  labels: 'crowd',
  outputs: {
    fer2013: {
      metrics: {
        publicTest: {
          accuracy: 0.671,
          confusion: Array.from({ length: 7 }, (_, row) => [90, 10, 0, 0, 0, 0, row]),
        },
        mine: { accuracy: 0.5, ece: 0.02 },
      },
      robustness: {
        blur: { steps: [0, 0.5, 2], accuracy: [0.671, 0.66, 0.44] },
        fog: { steps: [1], accuracy: [0.31] },
      },
    },
    crowd: {
      metrics: {
        publicTest: {
          accuracy: 0.863,
          confusion: Array.from({ length: 7 }, () => [0, 0, 0, 50, 0, 0, 0]),
        },
      },
    },
  },
  paperRecall: { happy: 0.85 },
};

async function modelPage(facts: ModelInfo | undefined, language = 'en'): Promise<string> {
  const { app } = testDashboard({ deps: facts === undefined ? {} : { model: facts } });
  const response = await app.request('/system/model', { headers: { 'accept-language': language } });
  expect(response.status).toBe(200);
  return (await response.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

it('shows what the model reaches, beside the paper and when pictures get worse', async () => {
  const page = await modelPage(model);
  expect(page).toContain('Accuracy (FER2013 PublicTest, INT8) 67.1 %');
  expect(page).toContain('Accuracy (mine) 50.0 % · Calibration error 0.020');
  expect(page).toMatch(/Happy 87 10 0 0 0 0 3 85\s?% 103/);
  expect(page).toMatch(/Sad (\d+ ){7}– 104/);
  expect(page).toContain('Blur, pixels of 48 0 67 0.5 66 2 44');
  expect(page).toContain('fog 1 31');
});

it('tells of both outputs which one is in use, and the paper only beside its own labels', async () => {
  const page = await modelPage(model);
  expect(page).toContain('Against what most of ten people see (in use) Accuracy');
  expect(page).toContain('Against the labels of FER2013 Accuracy');
  expect(page).toMatch(/Confusion matrix: Against what most of ten people see\. /);
  expect(page).toMatch(/Happy 0 0 0 100 0 0 0 50/);
  expect(page).toContain('Accuracy (FER2013 PublicTest, INT8) 86.3 %');
});

it('shows it in Indonesian', async () => {
  const page = await modelPage(model, 'id');
  expect(page).toContain('Akurasi (PublicTest dari FER2013, INT8) 67,1 %');
  expect(page).toContain('Kabur, piksel dari 48 0 67 0,5 66 2 44');
});

it('does without figures', async () => {
  const page = await modelPage({ name: 'edge' });
  expect(page).toContain('Model edge');
  expect(page).not.toContain('Accuracy');
  expect(page).not.toContain('paper');
});
