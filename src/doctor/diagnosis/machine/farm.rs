//! The names that a farm has for the node and for the job, from the environment of the job.

use crate::env::Env;

/// The variables of a farm.
struct Farm {
    node: &'static str,
    /// The variables of the job's name, joined; the first group that is complete counts.
    jobs: &'static [&'static [&'static str]],
    separator: &'static str,
}

/// Slurm, `OpenCue`, and Deadline Cloud. Deadline 10 and Tractor set no such variables.
const FARMS: [Farm; 3] = [
    Farm {
        node: "SLURMD_NODENAME",
        jobs: &[
            &["SLURM_ARRAY_JOB_ID", "SLURM_ARRAY_TASK_ID"],
            &["SLURM_JOB_ID"],
        ],
        separator: "_",
    },
    Farm {
        node: "jobhost",
        jobs: &[&["CUE_JOB", "CUE_FRAME"]],
        separator: "/",
    },
    Farm {
        node: "DEADLINE_WORKER_ID",
        jobs: &[&["DEADLINE_JOB_ID", "DEADLINE_TASK_ID"]],
        separator: "/",
    },
];

/// Returns the farm's name of the node.
pub fn node(env: &Env) -> Option<String> {
    let (farm, _) = of_job(env)?;
    value(env, farm.node)
}

/// Returns the farm's name of the job.
pub fn job(env: &Env) -> Option<String> {
    Some(of_job(env)?.1)
}

/// Returns the farm whose job this is, and the name of the job.
fn of_job(env: &Env) -> Option<(&'static Farm, String)> {
    FARMS.iter().find_map(|farm| {
        let mut jobs = farm.jobs.iter();
        let name = jobs.find_map(|names| {
            let values: Option<Vec<String>> = names.iter().map(|name| value(env, name)).collect();
            Some(values?.join(farm.separator))
        });
        Some((farm, name?))
    })
}

fn value(env: &Env, name: &str) -> Option<String> {
    let value = env.non_empty(name)?;
    Some(value.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_farm_names_the_node_and_the_job() {
        for (variables, names) in [
            (
                &[("SLURM_JOB_ID", "7"), ("SLURMD_NODENAME", "n1")][..],
                Some(("n1", "7")),
            ),
            (
                &[
                    ("SLURM_JOB_ID", "7"),
                    ("SLURM_ARRAY_JOB_ID", "5"),
                    ("SLURM_ARRAY_TASK_ID", "12"),
                    ("SLURMD_NODENAME", "n1"),
                ],
                Some(("n1", "5_12")),
            ),
            (
                &[
                    ("CUE_JOB", "show-s-job"),
                    ("CUE_FRAME", "0012-render"),
                    ("jobhost", "n2"),
                ],
                Some(("n2", "show-s-job/0012-render")),
            ),
            (
                &[
                    ("DEADLINE_JOB_ID", "job-1"),
                    ("DEADLINE_TASK_ID", "task-2"),
                    ("DEADLINE_WORKER_ID", "worker-3"),
                ],
                Some(("worker-3", "job-1/task-2")),
            ),
            (&[("jobhost", "n2"), ("SLURM_JOB_ID", "")], None),
        ] {
            let env: Env = variables.iter().copied().collect();
            let found = node(&env).zip(job(&env));
            let names = names.map(|(node, job)| (node.to_owned(), job.to_owned()));
            assert_eq!(found, names, "{variables:?}");
        }
    }
}
