/** The worker that predicts, and the one that trains: the same code, sent once, told apart by their names. */
import type { SimulationOrder, TheoryQuestion } from './messages.js';
import { answerQuestion, attempt } from './predicting.js';
import { obey } from './training.js';

if (self.name === 'training') {
  self.onmessage = ({ data }: MessageEvent<SimulationOrder>) => {
    obey(data);
  };
} else {
  self.onmessage = ({ data }: MessageEvent<TheoryQuestion>) => {
    attempt(data.id, () => {
      answerQuestion(data);
    });
  };
}
