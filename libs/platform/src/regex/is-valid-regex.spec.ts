import { isValidRegex } from './is-valid-regex';

it.each([
  '',
  'a|b',
  '(?i)^Oslo$',
  '\\pL{300}',
  '[^a]{1000}',
  '((a{100}){10})',
  '.{1000}',
  'a{1000}'.repeat(140),
  '\\p{Greek}\\P{^Lu}[\\p{Nd}\\p{Yi}]',
  '\\\\p{Garay}',
  '\\Q\\p{Garay}\\E',
  '\\Q\\p{Garay}',
])('takes %s', (pattern) => {
  expect(isValidRegex(pattern)).toBe(true);
});

it.each([
  ['lookahead', '(?=a)'],
  ['lookbehind', '(?<=a)b'],
  ['a reference to a group', '(a)\\1'],
  ['an open group', '('],
  ['too many repetitions', 'a{1001}'],
  ['too many repetitions of repetitions', '(a{100}){11}'],
  ['a script of Unicode 16', '\\p{Garay}'],
  ['its complement', '[\\P{^Garay}]'],
  ['a script of Unicode 17', 'a\\\\\\p{Tai_Yo}'],
  ['a property after a quotation', '\\Qa\\E\\p{Todhri}'],
  ['categories of unassigned code points', '\\p{Cn}'],
  ['all of the assigned', '\\p{Assigned}'],
  ['a property that is neither script nor category', '\\p{Emoji}'],
  ['a large program', '\\pL{1000}'],
  ['a large program of repeated groups', '(\\pL{500}){2}'],
  ['a large program of many classes', '\\pL{100}'.repeat(5)],
  ['a program that is too large when case is ignored', 'é{1000}'.repeat(100)],
])('refuses %s', (_, pattern) => {
  expect(isValidRegex(pattern)).toBe(false);
});
