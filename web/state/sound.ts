/** A short sound of two tones, made by the browser. */
let context: AudioContext | null = null;

const tones = [
  { frequency: 660, at: 0 },
  { frequency: 880, at: 0.12 },
] as const;

/** Browsers play nothing before the person has pressed something on the page. */
export async function playSound(): Promise<void> {
  context ??= new AudioContext();
  await context.resume();
  const now = context.currentTime;
  for (const { frequency, at } of tones) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, now + at);
    volume.gain.linearRampToValueAtTime(0.12, now + at + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.001, now + at + 0.25);
    tone.connect(volume).connect(context.destination);
    tone.start(now + at);
    tone.stop(now + at + 0.3);
  }
}
