import tseslint from 'typescript-eslint';

/** The arrows between the rooms (docs/architecture.md): what each room may import from. Everything else is refused. */
const arrows = {
  'src/numerics': [],
  'src/problem': ['numerics'],
  'src/data': ['problem', 'numerics'],
  formulas: ['numerics', 'problem'],
  'src/levers': ['problem', 'numerics'],
  'src/flows': ['levers', 'problem', 'numerics'],
  'src/symbolic': ['formulas', 'problem', 'numerics'],
  'src/predict': ['formulas', 'flows', 'levers', 'problem', 'numerics'],
  'src/diagnose': ['predict', 'flows', 'problem', 'numerics'],
  'src/simulate': ['levers', 'problem', 'numerics'],
  'src/sweep': ['predict', 'simulate', 'data', 'problem', 'numerics'],
  'src/check': ['predict', 'flows', 'simulate', 'formulas', 'levers', 'data', 'problem', 'numerics'],
  'src/figures': [
    'check',
    'diagnose',
    'predict',
    'simulate',
    'formulas',
    'flows',
    'levers',
    'data',
    'problem',
    'numerics',
  ],
  'docs/explorer': [
    'figures',
    'check',
    'predict',
    'simulate',
    'symbolic',
    'formulas',
    'levers',
    'data',
    'problem',
    'numerics',
  ],
};
const rooms = [
  'formulas',
  'numerics',
  'problem',
  'data',
  'levers',
  'flows',
  'symbolic',
  'predict',
  'diagnose',
  'simulate',
  'check',
  'sweep',
  'figures',
  'explorer',
  'cli',
];

const arrowRules = Object.entries(arrows).map(([folder, allowed]) => {
  const own = folder.split('/').at(-1);
  const forbidden = rooms.filter((room) => room !== own && !allowed.includes(room));
  return {
    files: [`${folder}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: forbidden.map((room) => ({
            regex: `^\\.\\.?/(.*/)?${room}/`,
            message: `${folder} must not import from ${room}: see the arrows in docs/architecture.md`,
          })),
        },
      ],
    },
  };
});

export default tseslint.config(
  { ignores: ['dist', 'site', 'site-draft', 'node_modules', 'coverage', '.stryker', 'reports'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Numbers in messages are printed as JavaScript prints them, which is what the messages want.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  ...arrowRules,
);
