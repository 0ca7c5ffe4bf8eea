/** The order of the welcome's screens. */

/** Five screens; each can be skipped. */
export const welcomeSteps = ['intent', 'sources', 'where', 'quality', 'try'] as const;
export type WelcomeStep = (typeof welcomeSteps)[number];

/** What every screen after the first gets: the ways back and on. */
export type StepWays = { readonly onBack: () => void; readonly onNext: () => void };

/** The next screen; the last one stays. */
export function stepAfter(step: WelcomeStep): WelcomeStep {
  return welcomeSteps[welcomeSteps.indexOf(step) + 1] ?? step;
}

/** The screen before; the first one stays. */
export function stepBefore(step: WelcomeStep): WelcomeStep {
  return welcomeSteps[welcomeSteps.indexOf(step) - 1] ?? step;
}

/** True for the last screen. */
export function isLastStep(step: WelcomeStep): boolean {
  return step === welcomeSteps.at(-1);
}
