/** The window's shell: it places the panels and hands them to each other where they need one another. */
import { Stage } from '../panels/stage/stage.tsx';
import { TopBar } from '../panels/top-bar/top-bar.tsx';

/** The main window. */
export function App() {
  return (
    <div className="window">
      <TopBar />
      <Stage />
    </div>
  );
}
