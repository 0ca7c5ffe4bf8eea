/** Parts that are loaded apart: a stand-in until their code is there, and drawn at once where it has been fetched ahead. */
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { lazyPart } from '../../../../renderer/app/shell/lazy-part.tsx';
import { preloadReport, preloadWelcome } from '../../../../renderer/app/shell/seldom.tsx';

const Greeting = ({ name }: { readonly name: string }) => <p>Hello {name}</p>;

test('shows its stand-in until it is there', () => {
  const { Part } = lazyPart(async () => Greeting, <i>wait</i>);
  const drawn = renderToString(<Part name="Ada" />);
  expect(drawn).toContain('<i>wait</i>');
  expect(drawn).not.toContain('Hello');
});

test('is drawn at once when it was fetched ahead, and fetched once', async () => {
  let fetched = 0;
  const { Part, preload } = lazyPart(
    async () => {
      fetched += 1;
      return Greeting;
    },
    <i>wait</i>,
  );
  await preload();
  await preload();
  const drawn = renderToString(<Part name="Ada" />);
  expect(drawn).toContain('Hello');
  expect(drawn).not.toContain('wait');
  expect(fetched).toBe(1);
});

test('a part that could not be fetched is asked for again', async () => {
  let isDown = true;
  const { preload } = lazyPart(async () => {
    if (isDown) throw new Error('not there');
    return Greeting;
  });
  await expect(preload()).rejects.toThrow('not there');
  isDown = false;
  await expect(preload()).resolves.toBeUndefined();
});

test('the welcome and the report can be fetched ahead', async () => {
  await expect(Promise.all([preloadWelcome(), preloadReport()])).resolves.toHaveLength(2);
});
