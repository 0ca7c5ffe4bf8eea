/** A failure in the language of the window: English as everybody else tells it, German from a catalogue of its own. */
import type { StudioError } from '../../../shared/errors.ts';
import { sentenceFor } from '../../../shared/live/words/sentences.ts';
import { tellingOf, type Telling, type Words } from '../../../shared/live/words/telling.ts';
import { failureCatalogue, type FailureCatalogue } from '../words.ts';

type Context = { readonly service: string; readonly host: string };

/** What happened and what viewers see; what we do or the user can do. */
export function failureWords(error: StudioError, context: Context): Words {
  const catalogue = failureCatalogue();
  if (catalogue === null) return sentenceFor(error, context);
  const { text, next } = catalogue.sentences[error.code];
  const facts = inGerman(tellingOf(error.facts, context), catalogue.faults);
  return { text: filled(text, facts), next: filled(next, facts) };
}

type Facts = Readonly<Record<string, string>>;

/** The facts as German says them: names stay, the words round them change. */
function inGerman(telling: Telling, faults: FailureCatalogue['faults']): Facts {
  const { service, host, device, atPort, said, because, why } = telling;
  return {
    service: service === 'your server' ? 'dein Server' : service === 'the service' ? 'der Dienst' : service,
    host: host === 'the server' ? 'der Server' : host,
    device: device === 'The camera' ? 'Die Kamera' : device,
    atPort: atPort.replace('(port', '(Port'),
    said: said.replace(/^ It said: “(.*)”\.$/u, ' Antwort: „$1“.'),
    because,
    fault: faults[why] ?? 'so passt es nicht zusammen',
  };
}

/** With a capital where "der Server" and the like begin a sentence. */
function filled(sentence: string, facts: Facts): string {
  const whole = sentence.replaceAll(/\{\{(\w+)\}\}/gu, (_place, name: string) => facts[name] ?? '');
  return whole.replaceAll(/(^|[.!?] )d(?=er |ein )/gu, '$1D');
}
