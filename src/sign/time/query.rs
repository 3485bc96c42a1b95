//! Turn a digest into a request for a time stamp, and the answer into a token (RFC 3161).

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::ID_SHA_256;
use der::asn1::{Any, BitString, Int, OctetString};
use der::{Decode, Encode, Sequence};
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::error::Stop;
use crate::sign::fault;
use crate::sign::web::NoAnswer;

/// Statuses by their numbers.
const STATUSES: [&str; 6] =
    ["granted", "grantedWithMods", "rejection", "waiting", "revocationWarning", "revocationNotification"];

/// Reasons for a failure by their bits.
const FAILURES: [(usize, &str); 8] = [
    (0, "badAlg"),
    (2, "badRequest"),
    (5, "badDataFormat"),
    (14, "timeNotAvailable"),
    (15, "unacceptedPolicy"),
    (16, "unacceptedExtension"),
    (17, "addInfoNotAvailable"),
    (25, "systemFailure"),
];

/// Reasons that may have passed when asked again.
const TRANSIENT: [usize; 2] = [14, 25];

/// What is stamped: an algorithm and its digest.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(super) struct MessageImprint {
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) digest: OctetString,
}

#[derive(Sequence)]
struct Request {
    version: u8,
    imprint: MessageImprint,
    #[asn1(optional = "true")]
    policy: Option<ObjectIdentifier>,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    certificates: bool,
}

#[derive(Sequence)]
struct Response {
    status: Status,
    #[asn1(optional = "true")]
    token: Option<Any>,
}

#[derive(Sequence)]
struct Status {
    status: u8,
    #[asn1(optional = "true")]
    words: Option<Vec<String>>,
    #[asn1(optional = "true")]
    failure: Option<BitString>,
}

/// A request for one time stamp.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) digest: [u8; 32],
    /// A number that comes back in the answer, so that no older one can be passed off for it.
    pub(super) nonce: Int,
    /// The policy under which the time is to be stamped.
    pub(super) policy: Option<ObjectIdentifier>,
}

impl Query {
    /// A request with a nonce of its own.
    pub(super) fn new(digest: &[u8; 32], policy: Option<ObjectIdentifier>) -> Result<Self, Stop> {
        let mut nonce = [0; 8];
        SystemRandom::new().fill(&mut nonce).map_err(|_| fault("no random numbers"))?;
        // Above zero, and in no fewer bytes.
        nonce[0] = nonce[0] & 0x7f | 0x40;
        let nonce = Int::new(&nonce).map_err(|_| fault("no number"))?;
        Ok(Self { digest: *digest, nonce, policy })
    }

    /// The request as it is sent: nothing in it but the digest, the policy and the nonce.
    pub(super) fn to_der(&self) -> der::Result<Vec<u8>> {
        let sha256 = AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: None };
        Request {
            version: 1,
            imprint: MessageImprint { algorithm: sha256, digest: OctetString::new(self.digest.to_vec())? },
            policy: self.policy,
            nonce: Some(self.nonce.clone()),
            certificates: true,
        }
        .to_der()
    }
}

/// The token of an answer, in DER, if the authority granted one.
pub(super) fn token(answer: &[u8]) -> Result<Vec<u8>, NoAnswer> {
    let response = Response::from_der(answer).map_err(|_| not_a_time_stamp())?;
    if response.status.status > 1 {
        return Err(refusal(&response.status));
    }
    response.token.and_then(|token| token.to_der().ok()).ok_or_else(not_a_time_stamp)
}

/// An answer that is none.
pub(super) fn not_a_time_stamp() -> NoAnswer {
    NoAnswer::permanent("its answer is no time stamp (RFC 3161)", "其应答不是时间戳（RFC 3161）")
}

fn refusal(status: &Status) -> NoAnswer {
    let set = |bit: usize| {
        let bytes = status.failure.as_ref().map(BitString::raw_bytes).unwrap_or_default();
        bytes.get(bit / 8).is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0)
    };
    let mut reason = STATUSES.get(usize::from(status.status)).unwrap_or(&"unknown").to_string();
    for (_, name) in FAILURES.iter().filter(|(bit, _)| set(*bit)) {
        reason.push_str(", ");
        reason.push_str(name);
    }
    for words in status.words.iter().flatten() {
        let words = words.chars().filter(|c| !c.is_control()).take(120);
        reason.push_str(": ");
        reason.extend(words);
    }
    let (en, zh) = (format!("it refuses ({reason})"), format!("拒绝签发（{reason}）"));
    let transient = TRANSIENT.iter().any(|bit| set(*bit));
    if transient { NoAnswer::transient(en, zh) } else { NoAnswer::permanent(en, zh) }
}
