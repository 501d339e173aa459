"""When the next step will come, from how long such procedures really took.

`transitions` says what is forecast from what, as data; `collecting` finds the durations in the catalogue; `sample`
keeps them by group; `spread` has the arithmetic; `forecasting` makes forecasts of a procedure under way, and
`calibration` tells how often such forecasts would have been right. Why so: docs/decisions/forecasts.md.
"""
