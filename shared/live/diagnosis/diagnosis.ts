/** The diagnosis of a session: five stages, one verdict, one action; it is shown a sample several times a second. */
import type { Millis } from '../../clock.ts';
import { verdictWords, type VerdictAction, type VerdictWords } from '../words/verdict-sentences.ts';
import { findingOf, findingStages, rootOf, type Finding } from './finding.ts';
import type { DiagnosisSample } from './sample.ts';
import type { StageId, StageReading } from './stages.ts';
import { readStrip } from './strip.ts';
import { Blame } from './watches/blame.ts';
import { ComputerWatch } from './watches/computer-watch.ts';
import { consequences, CopyWatch } from './watches/copy-watch.ts';
import { Hysteresis } from './watches/hysteresis.ts';
import { OutputWatch } from './watches/output-watch.ts';

/** A controller that is below this share of the user's bitrate has made the picture worse. */
const fullRate = 0.9;

/** Looks further apart than this tell nothing of sockets: it was main that was held up, or the computer slept. */
const longestLookGap: Millis = 1500;

/** The one to blame, in one sentence of at most 300 characters. */
export type VerdictReading = {
  readonly stage: StageId;
  /** The destination that it is about, when others do not suffer; null for all. */
  readonly outputId: string | null;
  readonly text: string;
  readonly action: VerdictAction;
};

/** What one look found; `verdict` keeps its text until what it says changes. */
export type DiagnosisReading = {
  readonly stages: readonly StageReading[];
  readonly verdict: VerdictReading | null;
  readonly findings: readonly Finding[];
};

/** One session's diagnosis. Call `look` two to five times a second, on air or not; time is an argument. */
export class Diagnosis {
  readonly #computer = new ComputerWatch();
  readonly #copy = new CopyWatch();
  readonly #blame = new Blame();
  readonly #rate = new Hysteresis();
  #outputs = new Map<string, OutputWatch>();
  #words = new Map<string, VerdictWords & { readonly reason: string }>();
  #lookedAt: Millis | null = null;
  #isSuspicious = false;

  /** Judges `sample` at monotonic `now`, ms. */
  look(sample: DiagnosisSample, now: Millis): DiagnosisReading {
    if (now - (this.#lookedAt ?? now) > longestLookGap) this.#outputs.clear();
    this.#lookedAt = now;
    const computer = this.#computer.look(sample, now);
    const network = [...this.#network(sample, now), ...this.#rateFindings(sample, now)];
    const isOneWay = !sample.isCopyControl && (network.length > 0 || this.#isSuspicious);
    const copy = this.#copy.look(sample, now, computer.length > 0 || isOneWay);
    const findings = sample.isCopyControl
      ? this.#withoutConsequences(computer, network, copy)
      : [...computer, ...network, ...this.#ofDestination([...computer, ...network], copy)];
    this.#learnWords(findings, sample);
    const root = rootOf(findings);
    return {
      stages: readStrip(sample, findings, (finding) => this.#wordsOf(finding).text),
      verdict: root === null ? null : this.#verdict(root),
      findings,
    };
  }

  #network(sample: DiagnosisSample, now: Millis): readonly Finding[] {
    const before = this.#outputs;
    this.#outputs = new Map(sample.outputs.map(({ id }) => [id, before.get(id) ?? new OutputWatch()]));
    const readings = sample.outputs.flatMap((output) => {
      const reading = this.#outputs.get(output.id)?.look(output, sample.encoder.bytes, now);
      return reading === undefined ? [] : [reading];
    });
    this.#isSuspicious = readings.some(({ isSuspicious }) => isSuspicious);
    return this.#blame.look(readings, now);
  }

  /** In a rehearsal the copy is what the destination got: what is about to be said of the way there is not said of the copy. */
  #ofDestination(causes: readonly Finding[], copy: readonly Finding[]): readonly Finding[] {
    if (causes.length > 0 || this.#isSuspicious) return copy.filter(({ kind }) => !consequences.has(kind));
    const { suspect } = this.#computer;
    return copy.map((finding) =>
      finding.kind === 'copy-slow' && suspect !== null ? { ...finding, kind: suspect } : finding,
    );
  }

  #rateFindings({ rate, outputs, isEncoding }: DiagnosisSample, now: Millis): readonly Finding[] {
    const isSending = isEncoding && outputs.some(({ state }) => state === 'live');
    const isLow = isSending && rate !== null && rate.kbps < fullRate * rate.targetKbps;
    this.#isSuspicious ||= isLow;
    return findingOf('rate-lowered', this.#rate.look(isLow ? 'weak' : 'ok', now));
  }

  /** The copy never leaves this computer: what it lacks was lost here, and with it what the destinations lack. */
  #withoutConsequences(
    computer: readonly Finding[],
    network: readonly Finding[],
    copy: readonly Finding[],
  ): readonly Finding[] {
    const slowCopy = copy.find((finding) => finding.kind === 'copy-slow' && isPresent(finding));
    if (computer.length > 0) return [...ofOneWay(computer, copy), ...network];
    if (slowCopy === undefined) return [...computer, ...network, ...copy];
    const { suspect } = this.#computer;
    const busy = network.some((finding) => finding.kind === 'network-slow' && isPresent(finding))
      ? 'computer-busy'
      : null;
    const cause = suspect ?? busy;
    if (cause === null) return [...computer, ...network, ...copy];
    const rest = [...network, ...copy].filter(({ kind }) => kind !== 'copy-slow' && kind !== 'network-slow');
    return [...computer, { ...slowCopy, kind: cause }, ...rest];
  }

  #learnWords(findings: readonly Finding[], sample: DiagnosisSample): void {
    const known = this.#words;
    this.#words = new Map(
      findings.map((finding) => {
        const key = keyOf(finding);
        const reason = reasonOf(finding, sample);
        const words = known.get(key);
        const isTold = words !== undefined && words.reason === reason;
        return [key, isTold ? words : { ...verdictWords(finding, sample), reason }];
      }),
    );
  }

  #wordsOf(finding: Finding): VerdictWords {
    const { text, action } = this.#words.get(keyOf(finding)) ?? { text: '', action: 'none' };
    return { text, action };
  }

  #verdict(root: Finding): VerdictReading {
    return { stage: findingStages[root.kind], outputId: root.outputId, ...this.#wordsOf(root) };
  }
}

function keyOf({ kind, health, isRecovering, outputId }: Finding): string {
  return `${kind} ${isRecovering ? 'over' : health} ${outputId ?? ''}`;
}

/** What a server said, or did; other words for it are news. */
function reasonOf({ kind, outputId }: Finding, { outputs }: DiagnosisSample): string {
  if (kind !== 'output-refused') return '';
  const output = outputs.find(({ id }) => id === outputId) ?? outputs[0];
  return output?.reason?.code ?? '';
}

function isPresent({ isRecovering }: Finding): boolean {
  return !isRecovering;
}

/** What goes wrong on the way to a copy is what the copy lacks; a second's figures tell it late. */
function ofOneWay(causes: readonly Finding[], copy: readonly Finding[]): readonly Finding[] {
  return [...causes, ...(causes.length > 0 ? copy.filter(({ kind }) => !consequences.has(kind)) : copy)];
}
