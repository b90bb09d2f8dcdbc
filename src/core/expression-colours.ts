import type { Expression } from './expression.js';

/** The seven colours of public/styles/base.css on light paper, for drawings that are no page. */
export const EXPRESSION_COLOURS: Readonly<Record<Expression, string>> = {
  angry: '#d55e00',
  disgust: '#009e73',
  fear: '#b7609b',
  happy: '#c98a00',
  sad: '#0072b2',
  surprise: '#2f9bd4',
  neutral: '#7b8494',
};

/** The same on dark ground. */
export const EXPRESSION_COLOURS_ON_DARK: Readonly<Record<Expression, string>> = {
  angry: '#f0792b',
  disgust: '#1fbf92',
  fear: '#d98fc0',
  happy: '#f0b429',
  sad: '#4a9be0',
  surprise: '#6cc5f2',
  neutral: '#a3adbd',
};
