/* What follows from what a reader has set: which options are left, which one is best, and all that in a sentence. */
(() => {
  "use strict";

  const explorer = (window.buttressExplorer ??= {});
  const SETTLED = 0.95;

  const percent = (share) => `${share > 0 && share < 0.005 ? "<\u202f1" : Math.round(100 * share)}\u00a0%`;
  const listed = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);

  const outcomeOf = (limit, at, data) => {
    const known = limit.known[at];
    if (!known || !limit.now.length) return "";
    const recorded = data.judged && known.verdict;
    if (recorded && !explorer.isMoved(limit)) return recorded;
    const found = explorer.judge(known, limit.operator, limit.now);
    // The record weighs a miss against all limits together: one that it does not confirm, a looser limit cannot.
    return recorded && found === "violated" && explorer.isLooser(limit) ? recorded : found;
  };

  const conclude = (state, data) => {
    const outcomes = state.limits.map((limit) => data.options.map((_, at) => outcomeOf(limit, at, data)));
    const options = data.options.map((option, place) => {
      const musts = [...state.limits.map((limit, at) => limit.must && outcomes[at][place]),
        ...data.fixed.map((one) => one.must && one.verdicts[place])].filter(Boolean);
      return { ...option, place, feasibility: explorer.feasibility(musts) };
    });
    const feasible = options.filter((option) => option.feasibility === "feasible");
    options.forEach((option) => {
      option.dominatedBy = feasible.filter((other) => other !== option && explorer.dominates(other, option, data.columns));
    });
    const scales = explorer.sharesOf(state.weights.map((weight) => ({ ...weight, weight: weight.now })));
    if (scales.length) feasible.forEach((option) => { option.stands = explorer.stand(option, scales); });
    return { outcomes, options, feasible, scales };
  };

  /** The chances, by the record where nothing was moved; null without weights. */
  const chancesOf = ({ feasible, scales, options }, state, data) => {
    if (!scales.length || !feasible.length) return null;
    const recorded = data.judged && explorer.isRecord(state) && feasible.every((option) => option.best !== null);
    const found = recorded ? feasible.map((option) => option.best) : explorer.chances(feasible, scales, data.draws);
    const chances = options.map(() => null);
    feasible.forEach((option, at) => { chances[option.place] = found[at]; });
    const isSettled = (option, at) => (recorded ? option.settled : found[at] >= SETTLED
      && explorer.leads(option, feasible.filter((other) => other !== option), scales, data.draws) >= SETTLED);
    feasible.forEach((option, at) => { option.isSettled = isSettled(option, at); });
    return chances;
  };

  /** The option that is worth most at its values, or at least, where something is missing, unless another is settled. */
  const leaderOf = ({ feasible }) => {
    const settled = feasible.find((option) => option.isSettled);
    const merit = (option) => option.stands.value ?? option.stands.low;
    return settled ?? feasible.filter((option) => option.stands).reduce(
      (best, option) => (!best || merit(option) > merit(best) ? option : best), null);
  };

  const summarise = (found, chances, data) => {
    const open = found.options.filter((option) => option.feasibility === "unknown").length;
    const told = data.judged ? "" : "Not in force, but held against its limits: ";
    const counts = `${told}${found.feasible.length} of ${data.options.length} options feasible${open ? `, ${open} open` : ""}`;
    if (!found.feasible.length) return `${counts}.`;
    if (found.feasible.length === 1) return `${counts}: ${found.feasible[0].name}.`;
    const leader = leaderOf(found);
    if (!leader) {
      const pareto = found.feasible.filter((option) => !option.dominatedBy.length).map((option) => option.name);
      return `${counts}; without weights none is best. Not dominated: ${listed(pareto)}.`;
    }
    const chance = chances?.[leader.place];
    if (chance === undefined || chance === null) return `${counts}; best by the weights: ${leader.name}.`;
    const settled = leader.isSettled ? "" : ", not settled";
    return `${counts}; best by the weights: ${leader.name} (${percent(chance)}${settled}).`;
  };

  Object.assign(explorer, { conclude, chancesOf, leaderOf, summarise, listed, percent });
})();
