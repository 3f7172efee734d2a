"""A session at a device: prompt, line, what the line does, again, until someone hangs up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from hfcheck.lab.devices.device import Device, Received
from hfcheck.lab.devices.editing import change
from hfcheck.lab.devices.outputs import Absent, Foreign, Unknown, render, slug, template
from hfcheck.lab.devices.patterns import Match, Mismatch, match
from hfcheck.lab.devices.platform import View
from hfcheck.lab.devices.terminal import Gone, Interrupted, Terminal
from hfcheck.lab.devices.tree import Tree
from hfcheck.network.facts import LogEntry


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session is: a view, and the line of the configuration that it stands for ("" outside)."""

    view: str
    line: str = ""


class Shell:
    """One session. Actions of a platform use `ask`, `enter`, `leave`, `end` and the trees."""

    def __init__(self, device: Device, terminal: Terminal, number: int, user: str = "") -> None:
        self.device = device
        self.terminal = terminal
        self.number = number
        self.user = user
        self.places = [Place(device.platform.first)]
        self.candidate: Tree | None = None  # what this session edits where a platform does not edit the running one
        self.count = 0  # lines so far
        self._prompts = 0

    @property
    def view(self) -> View:
        """What can be done here."""
        return self.device.platform.views[self.places[-1].view]

    @property
    def path(self) -> list[str]:
        """The lines of the configuration above this place."""
        return [place.line for place in self.places if place.line]

    @property
    def prefix(self) -> str:
        """The mark of a firewall's role in its pair, as HRP_M; it changes when the scene says so."""
        spec = self.device.spec
        switched = bool(spec.switch_after) and self.count >= spec.switch_after
        return spec.prefixes[min(int(switched), len(spec.prefixes) - 1)] if spec.prefixes else ""

    @property
    def prompt(self) -> str:
        """The prompt."""
        return self.device.platform.prompt(self)

    def enter(self, view: str, line: str = "") -> None:
        """Go into a view, below where the session is."""
        self.places.append(Place(view, line))

    def leave(self, view: str = "") -> None:
        """Go one view up, or up to a view."""
        while len(self.places) > 1:
            self.places.pop()
            if view in ("", self.places[-1].view):
                return

    def end(self) -> None:
        """End the session."""
        raise Gone

    async def ask(self, question: str, *, secret: bool = False) -> str:
        """What is answered to a question of the device; a secret is not echoed, and not kept."""
        answer = await self.terminal.line(question, echo=not secret)
        self._note("secret" if secret else "question", "********" if secret else answer)
        return answer.strip()

    async def run(self) -> None:
        """Serve the session until its end."""
        greeting = self.device.platform.greeting
        try:
            self.terminal.write(self.device.spec.motd)
            if greeting is not None:
                await greeting(self)
            while True:
                await self._turn()
        except Gone:
            return

    async def _turn(self) -> None:
        try:
            line = await self.terminal.line(self._announced())
        except Interrupted as pressed:
            if pressed.args[0] == "\x1a":
                self.places = self.places[:1]
            self.terminal.write("\n")
            return
        self._note(self.places[-1].view, line)
        spec, wanted = self.device.spec, " ".join(line.split())
        if not wanted:
            return
        self.count += 1
        if spec.drop_after and self.count > spec.drop_after:
            raise Gone
        await asyncio.sleep(spec.delay_ms / 1000)
        text = await self._answer(wanted)
        if wanted in spec.cuts:
            self.terminal.write(text[: len(text) // 2])
            raise Gone
        await self.terminal.show(text)
        if wanted in spec.stubborn:
            await asyncio.Event().wait()

    def _announced(self) -> str:
        """The prompt; on a noisy device each other one has a log message behind it, then perhaps the prompt again."""
        self._prompts += 1
        if not self.device.spec.noisy or self._prompts % 2:
            return self.prompt
        said = self.device.platform.log(self, "the state of a port changed")
        return f"{self.prompt}\n{said}\n{self.prompt if self._prompts % 4 else ''}"

    def _note(self, mode: str, line: str) -> None:
        self.device.note(Received(self.device.now, self.number, mode, line))

    async def _answer(self, line: str) -> str:
        spec, platform = self.device.spec, self.device.platform
        if line in spec.silent:
            return ""
        if line in spec.rejects:
            return platform.refusal(self, line, Mismatch(0))
        outputs = platform.outputs if self.view.shows else ()
        found = match(line, (*self.view.actions, *outputs))
        if isinstance(found, Match):
            return await self._done(found, line)
        changed = self._configure(line)
        if isinstance(changed, Match):
            return ""
        return platform.refusal(self, line, found if changed is None or found.at > changed.at else changed)

    async def _done(self, found: Match, line: str) -> str:
        """What a line's action or template prints, or the device's words for that there is no such thing."""
        refusal, last = self.device.platform.refusal, len(line.split()) - 1
        action = self.view.actions.get(found.pattern)
        try:
            return await action(self, found.words) if action else self.output(found.pattern, line, found.words)
        except Absent as said:
            return str(said)
        except Foreign:
            return refusal(self, line, Mismatch(0))
        except Unknown:
            return refusal(self, line, Mismatch(last, value=True))

    def output(self, pattern: str, line: str, words: Sequence[str]) -> str:
        """The text of a line's template; raises Absent and Unknown as the template says."""
        found = template(self.device.platform, self.device.spec.release, slug(pattern))
        if found is None:
            return self.device.platform.refusal(self, line, Mismatch(len(line.split()) - 1))
        return render(found, self.device, tuple(words), {"shell": self})

    def _configure(self, line: str) -> Match | Mismatch | None:
        """Change the configuration here or, as devices allow, with a line of a view above; None outside of it."""
        tried: Match | Mismatch | None = None
        for depth in range(len(self.places), 0, -1):
            view = self.device.platform.views[self.places[depth - 1].view]
            if not (view.settings or view.enters):
                break
            path = [place.line for place in self.places[:depth] if place.line]
            made = change(self.device.platform, view, self.tree, path, line)
            if isinstance(made, Match):
                self._record(line)
                del self.places[depth:]
                if made.pattern in view.enters:
                    self.enter(view.enters[made.pattern], made.line)
                return made
            tried = tried or made
        return tried

    def _record(self, line: str) -> None:
        """Tell in the device's log who typed a line that changed the configuration, where its platform does so."""
        platform = self.device.platform
        if platform.records is not None:
            brief, text = platform.records
            at = self.device.now.replace(tzinfo=None, microsecond=0).isoformat()
            said = text.format(user=self.user, line=platform.spelled(line))
            self.device.state.log = (LogEntry(at, 6, "SHELL", brief, said), *self.device.state.log)

    @property
    def tree(self) -> Tree:
        """The configuration that lines change: this session's candidate if there is one, else the running one."""
        return self.device.running if self.candidate is None else self.candidate
