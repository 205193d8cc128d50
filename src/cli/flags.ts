/** Fields of the library in the words of the command. */
/** Fields of the library by the flags that set them. */
const FLAGS: Readonly<Record<string, string>> = {
  initScale: '--init',
  targetRatio: '--target-ratio',
  learningRate: '--lr',
  fusionLayer: '--fusion',
  depthShared: '--depth-shared',
  depthA: '--depth-a',
  depthB: '--depth-b',
  dropoutScaling: '--dropout-scaling',
  lrOf: '--lr-of',
  initOf: '--init-of',
  layerLr: '--layer-lr',
  widthMm: '--width-mm',
  weightDecay: '--weight-decay',
  trainedStart: '--start-of',
  timeRatio: '--time-ratio',
};
const SAME_NAME =
  /^(depth|width|std|start|loss|measure|steps|seeds|batch|sampling|activation|scale|noise|dropout|aux|momentum|optimizer|freeze|remedy|level|for|k|ratio|rho|init)(?=:| )/;

/** A refusal of the library in the words of the command. */
export function inFlags(message: string): string {
  const names = new RegExp(`(?<![-\\w])(${Object.keys(FLAGS).join('|')})\\b`, 'g');
  return message.replace(names, (field) => FLAGS[field]).replace(SAME_NAME, (field) => `--${field}`);
}

/** The name of the option that sets a field, without dashes. */
export const optionOf = (field: string): string => (FLAGS[field] ?? field).replace(/^--(no-)?/, '');
