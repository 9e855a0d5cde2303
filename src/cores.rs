//! The same work on many things, on all cores.

use rayon::prelude::*;

/// So few are done before a second thread has woken up.
const FEW: usize = 4;

/// What becomes of each, in order.
pub fn map<T: Send, R: Send>(all: Vec<T>, each: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    if all.len() <= FEW {
        all.into_iter().map(each).collect()
    } else {
        all.into_par_iter().map(each).collect()
    }
}
