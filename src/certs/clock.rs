//! The system clock, compared with the date of Mozilla's list.

use std::ops::RangeInclusive;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Problem, ProblemKind, Source, mozilla};

/// A day in seconds.
const DAY: i64 = 24 * 60 * 60;

/// Age at which Mozilla's list is too old to use: its newest roots are valid for ten more years.
const TEN_YEARS: i64 = 3_653 * DAY;

/// Age in days from which commands recommend a newer list: Mozilla changes it some six times a
/// year.
const OLD: i64 = 400;

/// The system clock in comparison with Mozilla's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// After the date of the list, by less than ten years.
    Plausible,
    /// Before the date of the compiled-in list, so it is wrong.
    Early { now: i64 },
    /// Ten years after the date of the list that is used.
    Late { list: i64 },
}

impl Clock {
    /// Compares `now` with the date of the list that is used, if one is. All are seconds since
    /// 1970.
    pub fn compare(now: i64, list: Option<i64>) -> Self {
        match list {
            _ if now < mozilla::DATE => Self::Early { now },
            Some(list) if now > list.saturating_add(TEN_YEARS) => Self::Late { list },
            _ => Self::Plausible,
        }
    }

    /// Returns whether the clock shows a time before a date that has passed.
    pub fn is_early(self) -> bool {
        matches!(self, Self::Early { .. })
    }

    /// Returns the problem of the clock or of the list.
    pub fn problem(self) -> Option<Problem> {
        match self {
            Self::Plausible => None,
            Self::Early { now } => {
                Some(Problem::new(Source::Clock, ProblemKind::EarlyClock { now }))
            }
            Self::Late { list } => Some(Problem::new(
                Source::Mozilla,
                ProblemKind::ExpiredList { date: list },
            )),
        }
    }
}

/// Returns the current time in seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Returns the times at which the compiled-in list can be in use.
pub fn plausible_times() -> RangeInclusive<i64> {
    mozilla::DATE..=mozilla::DATE + TEN_YEARS
}

/// Returns the age in days of a list of that date, if it is old.
pub fn old_age(list: i64, now: i64) -> Option<i64> {
    let days = now.saturating_sub(list) / DAY;
    (days > OLD).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_the_compiled_in_list_is_wrong_whatever_list_is_used() {
        let early = |now| Clock::Early { now };
        for (now, list, clock) in [
            (0, None, early(0)),
            (mozilla::DATE - 1, None, early(mozilla::DATE - 1)),
            (
                mozilla::DATE - 1,
                Some(mozilla::DATE - 9 * TEN_YEARS),
                early(mozilla::DATE - 1),
            ),
            (mozilla::DATE, None, Clock::Plausible),
            // A newer list may contain roots of the future; the clock may be right.
            (
                mozilla::DATE,
                Some(mozilla::DATE + TEN_YEARS),
                Clock::Plausible,
            ),
        ] {
            assert_eq!(Clock::compare(now, list), clock, "{now}");
        }
    }

    #[test]
    fn a_list_is_too_old_after_ten_years_and_old_after_400_days() {
        let list = mozilla::DATE;
        let after = |seconds| Clock::compare(list + seconds, Some(list));
        assert_eq!(after(TEN_YEARS), Clock::Plausible);
        assert_eq!(after(TEN_YEARS + 1), Clock::Late { list });
        // Without a list, none is too old.
        let late = Clock::compare(list + TEN_YEARS + 1, None);
        assert_eq!(late, Clock::Plausible);
        assert_eq!(old_age(list, list + 401 * DAY - 1), None);
        assert_eq!(old_age(list, list + 401 * DAY), Some(401));
        assert_eq!(old_age(i64::MAX, 0), None);
    }
}
