import { describe, expect, it } from 'vitest';
import { LabelHysteresis } from '../../../src/inference/expression/label-hysteresis.js';

const lead = (first: number, second: number) => [first, second, 0, 0, 0, 0, 1 - first - second];

describe('LabelHysteresis', () => {
  it('starts with the likeliest', () => {
    expect(new LabelHysteresis(300, 0.1).update(lead(0.2, 0.7), 0)).toBe(1);
  });

  it('keeps a label against a lead within the margin', () => {
    const label = new LabelHysteresis(300, 0.15);
    label.update(lead(0.6, 0.3), 0);
    expect(label.update(lead(0.4, 0.5), 1000)).toBe(0);
    expect(label.update(lead(0.35, 0.55), 2000)).toBe(1);
  });

  it('keeps a label for its shortest time', () => {
    const label = new LabelHysteresis(300, 0.1);
    label.update(lead(0.9, 0.05), 0);
    expect(label.update(lead(0.05, 0.9), 290)).toBe(0);
    expect(label.update(lead(0.05, 0.9), 300)).toBe(1);
    expect(label.update(lead(0.9, 0.05), 590)).toBe(1);
    expect(label.update(lead(0.9, 0.05), 600)).toBe(0);
  });
});
