// The frame's own state: the sidebar folded or open as a drawer, the width of the panel.
class Frame {
    folded = $state(localStorage.getItem('sidebar') === 'folded');
    drawer = $state(false);
    /** the pane of the timer is open */
    timer = $state(false);
    panelWidth = $state(Number(localStorage.getItem('panel')) || 520);

    fold() {
        this.folded = !this.folded;
        localStorage.setItem('sidebar', this.folded ? 'folded' : 'open');
    }
    resizePanel(width: number) {
        this.panelWidth = Math.round(Math.min(860, Math.max(400, width)));
        localStorage.setItem('panel', String(this.panelWidth));
    }
}
export const frame = new Frame();
export const phone = () => matchMedia('(max-width: 760px)').matches;
