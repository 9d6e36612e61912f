//! Sentences of programs that hide why a connection failed.

use super::{Cause, Rank};
use crate::doctor::Id::{
    ApiIgnoresCacerts, SiteConnect, SiteIntercepted, SiteName, SiteProxy, SiteUnknownRoot,
};

pub const CAUSES: &[Cause] = &[
    Cause {
        ids: &[
            ApiIgnoresCacerts,
            SiteUnknownRoot,
            SiteIntercepted,
            SiteConnect,
        ],
        rank: Rank::Hidden,
        message: "an upload of shotgun_api3 failed, which hides the cause: versions 3.8.2 to 3.8.5 \
                  ignore SHOTGUN_API_CACERTS there",
        patterns: "\
max attempts limit reached
max attemps limit reached
max attempts limit exceeded",
    },
    Cause {
        ids: &[
            SiteUnknownRoot,
            SiteIntercepted,
            SiteProxy,
            SiteConnect,
            SiteName,
        ],
        rank: Rank::Hidden,
        message: "Toolkit could not reach the site, and hides the cause: most often it does not \
                  trust the CA, or a proxy is in the way",
        patterns: "\
unable to communicate with the ptr
unable to communicate with the shotgrid
unable to communicate with the shotgun
unable to communicate with the sg site
unable to communicate with the flow
unable to communicate with flow production
cannot connect to ptr
cannot connect to shotgrid
cannot connect to shotgun
cannot connect to flow production
can't connect to shotgun
could not connect to ptr
could not connect to shotgrid
could not connect to shotgun
could not connect to flow production
could not communicate with flow production
could not communicate with shotgrid
could not communicate with shotgun
unable to connect to shotgun
unable to connect to shotgrid
unable to connect to flow production
unable to reach & shotgrid
unable to reach & shotgun
failed to connect to shotgun
failed to connect to shotgrid
request failed to reach the server on attempt
remote connection is not available
cannot connect to the app store
could not connect to the app store
failed to download & app_store
could not download & github.com
unable to retrieve & shotgun site
could not reach the site",
    },
    Cause {
        ids: &[
            SiteUnknownRoot,
            SiteIntercepted,
            SiteConnect,
            SiteName,
            SiteProxy,
        ],
        rank: Rank::Hidden,
        message: "the program could not reach its server, and hides the cause: the host does not \
                  answer, or the CA is not trusted",
        patterns: "\
unable to connect the server
could not connect to ayon
couldn't connect to ayon
failed to connect to ayon
cannot connect to ayon
unable to connect to ayon
failed to get ayon server
couldn't connect to server on
cannot connect to dl web service
cannot connect to & web service
cannot connect to deadline
could not connect to deadline
failed to connect to deadline
error connecting to & web service
cannot connect to repository server
could not connect to & repository
unable to connect to kitsu
could not connect to kitsu
cannot connect to kitsu
failed to connect to kitsu
gazu.exception.hostexception
unable to connect to ftrack
could not connect to ftrack
failed to connect to ftrack
cannot connect to ftrack
could not reach ftrack
ftrack server & not accessible
couldn't access ftrack
unable to connect to openpype
could not connect to openpype
unable to connect to zou
can't connect to https url
connection failed for url
condahttperror
http 000 connection failed
fatal: unable to access 'https
could not fetch url https
failed to fetch: https
error sending request for url (https
typeerror: fetch failed
webexception
httprequestexception
an error occurred while sending the request
the underlying connection was closed
could not open requirements & https
proxy or firewall & connection
qnetworkreply::unknownnetworkerror
requests.exceptions.sslerror
requests.exceptions.connectionerror
max retries exceeded with url & https
neterror & https",
    },
];
