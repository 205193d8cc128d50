/** What a modality is worth on unseen data, beside the others: from the rows left out one by one (`worthOf`, in `data`). */
export interface Worth {
  /** The user's name. */
  readonly modality: string;
  /** `½⟨‖y − ŷ‖²⟩` on the rows left out, of the modality alone. */
  readonly alone: number;
  /** Its standard error. */
  readonly aloneError: number;
  /** What it takes off the loss of no modality alone; negative where it costs. */
  readonly aloneGain: number;
  /** Its standard error, of the paired differences. */
  readonly aloneGainError: number;
  /** The loss on rows left out, of the others without it; with all of them it is `without − gain`. */
  readonly without: number;
  /** What adding it to the others takes off that; negative where it costs. */
  readonly gain: number;
  /** Its standard error, of the paired differences. */
  readonly gainError: number;
  /** What it takes off the training loss, corrected for the number of columns; `null` without degrees of freedom left. */
  readonly correctedGain: number | null;
  /** F test of the modality given the others (several outputs: Wilks, by Rao's F); `null` without degrees of freedom. */
  readonly pValue: number | null;
}
